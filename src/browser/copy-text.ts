import { announce } from './elements.js';

const SHOWN_MS = 2000;

/** Shows its button where the browser may write to the clipboard (secure pages only). */
export class CopyText extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button');
    const label = button?.querySelector('span');
    const text = this.querySelector('code')?.textContent;
    if (!button || !label || !text || !('clipboard' in navigator)) return;
    const before = label.textContent;
    button.hidden = false;
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(text).then(() => {
        const copied = this.dataset['copied'] ?? '';
        label.textContent = copied;
        announce(copied);
        setTimeout(() => {
          label.textContent = before;
        }, SHOWN_MS);
      });
    });
  }
}
