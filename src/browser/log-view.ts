import { announce } from './elements.js';

/** Windows of lines in the page at once: those farthest from what is read go first. */
const KEPT_WINDOWS = 5;
/** How near to an edge the next window is fetched. */
const NEAR_PX = 1200;
const COPIED_MS = 2000;

type Side = 'previous' | 'next';

/** Only the lines of that address; undefined when the server has none for us. */
const fetchLines = (href: string): Promise<HTMLElement | undefined> =>
  new Promise((resolve) => {
    // Parses without a sink that the policy of the page forbids, and runs nothing.
    const request = new XMLHttpRequest();
    request.open('GET', `${href}&part=lines`);
    request.responseType = 'document';
    request.onloadend = () => {
      const list = request.responseXML?.querySelector<HTMLElement>('.log-lines');
      resolve(request.status === 200 && list ? document.importNode(list, true) : undefined);
    };
    request.send();
  });

/** Goes on where a window of the log ends while its reader scrolls, in both directions. */
class LogView extends HTMLElement {
  #isBusy = false;

  connectedCallback(): void {
    const box = this.querySelector<HTMLElement>('.log');
    if (!box) return;
    box.addEventListener('scroll', () => void this.#fill(box), { passive: true });
    this.#offerCopy(box, this.querySelector('button'));
  }

  async #fill(box: HTMLElement): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    if (box.scrollHeight - box.clientHeight - box.scrollTop < NEAR_PX)
      await this.#grow(box, 'next');
    if (box.scrollTop < NEAR_PX) await this.#grow(box, 'previous');
    this.#isBusy = false;
  }

  async #grow(box: HTMLElement, side: Side): Promise<void> {
    const isNext = side === 'next';
    const edge = isNext ? box.lastElementChild : box.firstElementChild;
    const href = edge instanceof HTMLElement ? edge.dataset[side] : undefined;
    const list = href === undefined ? undefined : await fetchLines(href);
    if (!list) return;
    const far = box.children.length >= KEPT_WINDOWS ? edgeOf(box, !isNext) : undefined;
    if (isNext) {
      box.append(list);
      keepPlace(box, () => far?.remove());
    } else {
      keepPlace(box, () => {
        box.prepend(list);
      });
      far?.remove();
    }
  }

  #offerCopy(box: HTMLElement, button: HTMLButtonElement | null): void {
    const label = button?.querySelector('span');
    if (!button || !label || !('clipboard' in navigator)) return;
    const before = label.textContent;
    button.hidden = false;
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(wantedText(box)).then(() => {
        label.textContent = this.dataset['copied'] ?? '';
        announce(label.textContent);
        setTimeout(() => {
          label.textContent = before;
        }, COPIED_MS);
      });
    });
  }
}

const edgeOf = (box: HTMLElement, isNext: boolean): Element | null =>
  isNext ? box.lastElementChild : box.firstElementChild;

/** Changes what stands above the lines that are read, which stay where they are. */
function keepPlace(box: HTMLElement, change: () => void): void {
  const below = box.scrollHeight - box.scrollTop;
  change();
  box.scrollTop = box.scrollHeight - below;
}

/** What is selected in the log, or else all of its lines that are in the page. */
function wantedText(box: HTMLElement): string {
  const selection = document.getSelection();
  const chosen = selection?.toString() ?? '';
  if (chosen !== '' && selection?.anchorNode && box.contains(selection.anchorNode)) return chosen;
  return [...box.querySelectorAll('code')].map((line) => line.textContent).join('\n');
}

customElements.define('log-view', LogView);
