import { verifySlowly, type Difference, type DrawFile } from '../features/selections/verify.js';

/** How long the page may be kept from answering, in milliseconds. */
const SLICE_MS = 30;

/** Makes a published selection again from its files, with the very code that made it. */
class VerifyDraw extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button');
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      button.disabled = true;
      void this.#check().finally(() => {
        button.disabled = false;
      });
    });
  }

  async #check(): Promise<void> {
    const progress = this.querySelector('progress');
    if (progress) progress.hidden = false;
    try {
      const difference = await this.#verify(progress);
      this.#say(sentenceOf(this.dataset, difference));
      this.dataset['outcome'] = difference ? 'bad' : 'good';
    } catch {
      this.#say(this.dataset['failed'] ?? '');
      this.dataset['outcome'] = 'failed';
    } finally {
      if (progress) progress.hidden = true;
    }
  }

  async #verify(progress: HTMLProgressElement | null): Promise<Difference | undefined> {
    const from = this.dataset['from'] ?? '';
    const [facts, list, result] = await Promise.all(
      ['draw.json', 'list.csv', 'result.csv'].map((name) => textOf(`${from}/${name}`)),
    );
    const draw = JSON.parse(facts ?? '') as DrawFile;
    const work = verifySlowly({ draw, list: list ?? '', result: result ?? '' });
    let since = performance.now();
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      if (performance.now() - since < SLICE_MS) continue;
      if (progress) progress.value = step.value / Math.max(draw.listed, 1);
      this.#say(
        (this.dataset['progress'] ?? '')
          .replace('{done}', String(step.value))
          .replace('{of}', String(draw.listed)),
      );
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
  }

  #say(sentence: string): void {
    const status = this.querySelector('[role="status"]');
    if (status) status.textContent = sentence;
  }
}

const sentenceOf = (words: DOMStringMap, difference: Difference | undefined): string => {
  if (!difference) return words['good'] ?? '';
  return difference.what === 'line'
    ? (words['bad'] ?? '').replace('{line}', String(difference.line))
    : (words['wrongValue'] ?? '');
};

async function textOf(url: string): Promise<string> {
  const answer = await fetch(url, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

customElements.define('verify-draw', VerifyDraw);
