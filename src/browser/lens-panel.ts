import type { LensLook } from './lens-worker.js';

/**
 * Shows what a file holds and asks what to do. `template` has a `.lens` with a list, a button
 * `data-act="replace"` and one `data-act="keep"`, a `.lens-unread` for a file of which not all could be
 * looked at, and a `data-type` for the name of each type.
 */
export function lensPanel(
  template: HTMLTemplateElement,
  { findings, hasUnread }: LensLook,
  decide: (isReplacing: boolean) => Promise<void>,
): HTMLElement {
  const words = template.content.cloneNode(true) as DocumentFragment;
  const panel = words.querySelector<HTMLElement>('.lens') ?? document.createElement('div');
  const list = panel.querySelector('ul');
  for (const { type, count, samples } of findings) {
    const name = words.querySelector(`[data-type="${type}"]`)?.textContent ?? type;
    const item = document.createElement('li');
    const shown = document.createElement('code');
    shown.textContent = samples.join('  ');
    item.append(`${name} × ${count} `, shown);
    list?.append(item);
  }
  if (!hasUnread) panel.querySelector('.lens-unread')?.remove();
  for (const button of panel.querySelectorAll('button')) {
    button.addEventListener('click', () => void decide(button.dataset['act'] === 'replace'));
  }
  return panel;
}
