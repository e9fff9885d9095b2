import type { FindingsModel } from '../features/crashes/finding-page.js';
import { announce } from './elements.js';

const ASK_AGAIN_MS = 5000;
const MAX_ASKED = 12;

/**
 * Shows in the row of a sent file what it holds and what is known of that, in a form that names a
 * unit; never rejects.
 */
export async function showFindings(row: HTMLElement, id: string): Promise<void> {
  const unit = row.closest('form')?.querySelector<HTMLInputElement>('[name="unit"]')?.value;
  if (!unit) return;
  const panel = document.createElement('div');
  panel.className = 'findings';
  row.append(panel);
  for (let asked = 0; asked < MAX_ASKED && row.isConnected; asked += 1) {
    const found = await ask(`/report/files/${id}/findings?unit=${encodeURIComponent(unit)}`);
    if (!found) return;
    draw(panel, found);
    if (found.isRead) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function ask(address: string): Promise<FindingsModel | undefined> {
  try {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } });
    return answer.ok ? ((await answer.json()) as FindingsModel) : undefined;
  } catch {
    return undefined;
  }
}

function draw(panel: HTMLElement, { notes, crashes }: FindingsModel): void {
  const list = document.createElement('ul');
  list.append(...crashes.map(crashItem));
  panel.replaceChildren(
    ...notes.map((note) => textOf('p', note)),
    ...(crashes.length > 0 ? [list] : []),
  );
  const said = [...notes, ...crashes.map(({ title, text }) => `${title}: ${text}`)];
  if (said.length > 0) announce(said.join(' '));
}

function crashItem({ kind, title, text, isFixed, defect }: FindingsModel['crashes'][number]) {
  const item = document.createElement('li');
  const name = textOf('code', title);
  name.lang = 'en';
  item.append(`${kind} `, name, document.createElement('br'));
  item.append(textOf(isFixed ? 'strong' : 'span', text));
  if (defect) {
    const link = document.createElement('a');
    link.href = defect.href;
    // The form is not finished yet.
    link.target = '_blank';
    link.textContent = `${defect.ref} ${defect.title}`;
    item.append(' ', link);
  }
  return item;
}

function textOf(tag: 'p' | 'code' | 'strong' | 'span', text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
