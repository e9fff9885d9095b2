import { announce } from './elements.js';

interface Changed {
  readonly ref: string;
  readonly at: number;
  readonly created: number;
  readonly fits: boolean;
}
type Answering = Readonly<Record<string, readonly string[]>>;

/** A box with text in it says so again within the time after which others think it was left. */
const BEAT_MS = 20_000;
/** A browser that got an answer which is no stream, as while the server starts, asks no more. */
const AGAIN_MS = 10_000;

/**
 * The one line to the server of the tab that is seen. Says that there is something new, and never
 * moves what is under the pointer: the list changes when its reader asks for it.
 */
export class DeskLive extends HTMLElement {
  #source: EventSource | undefined;
  #lastEventId = '';
  #news = new Set<string>();
  #hasChanged = false;
  #title = document.title;
  #beat: number | undefined;
  #again: number | undefined;
  #saidAt = 0;

  connectedCallback(): void {
    document.addEventListener('visibilitychange', this.#listen);
    window.addEventListener('pagehide', this.#stop);
    window.addEventListener('pageshow', this.#listen);
    this.#followAnswer();
    this.#listen();
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#listen);
    window.removeEventListener('pagehide', this.#stop);
    window.removeEventListener('pageshow', this.#listen);
    this.#stop();
  }

  readonly #stop = (): void => {
    this.#source?.close();
    this.#source = undefined;
    window.clearInterval(this.#beat);
    window.clearTimeout(this.#again);
  };

  readonly #listen = (): void => {
    if (document.visibilityState === 'hidden') {
      this.#stop();
      return;
    }
    if (this.#source) return;
    const url = new URL(this.dataset['events'] ?? '/desk/events', location.href);
    // A line of our own making carries no header of its own, so it names what was heard itself.
    if (this.#lastEventId) url.searchParams.set('since', this.#lastEventId.split('.')[0] ?? '');
    const source = new EventSource(url);
    source.addEventListener('report', (event: MessageEvent<string>) => {
      this.#lastEventId = event.lastEventId;
      this.#hear(JSON.parse(event.data) as Changed);
    });
    source.addEventListener('answering', (event: MessageEvent<string>) => {
      this.#showAnswering(JSON.parse(event.data) as Answering);
    });
    source.addEventListener('reset', () => {
      this.#hasChanged = true;
      this.#show();
    });
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
      this.#stop();
      this.#again = window.setTimeout(this.#listen, AGAIN_MS);
    });
    this.#source = source;
    this.#beat = window.setInterval(this.#sayAnswering, BEAT_MS);
  };

  #hear({ ref, at, created, fits }: Changed): void {
    const drawnAt = Number(this.dataset['drawn']);
    const isShown = document.querySelector(`[data-ref="${CSS.escape(ref)}"]`) !== null;
    if (isShown) this.#hasChanged ||= at > drawnAt;
    else if (fits && created >= drawnAt) this.#news.add(ref);
    else return;
    this.#show();
  }

  #show(): void {
    const link = this.querySelector('a');
    const count = this.#news.size;
    if (!link || (count === 0 && !this.#hasChanged)) return;
    const { one = '', other = '', changed = '' } = this.dataset;
    const words = count === 0 ? changed : count === 1 ? one : other;
    const text = words.replace('{count}', String(count));
    if (link.textContent === text) return;
    link.textContent = text;
    link.hidden = false;
    announce(text);
    if (count > 0) document.title = `(${count}) ${this.#title}`;
  }

  #showAnswering(answering: Answering): void {
    const { answeringOne = '', answeringOther = '' } = this.dataset;
    for (const [ref, names] of Object.entries(answering))
      for (const place of document.querySelectorAll(`[data-answering="${CSS.escape(ref)}"]`)) {
        const words = names.length === 1 ? answeringOne : answeringOther;
        place.textContent = names.length === 0 ? '' : words.replace('{names}', names.join(' · '));
      }
  }

  /** On the page of a report: the box in which it is answered. */
  get #box(): HTMLTextAreaElement | null {
    const { says = '' } = this.dataset;
    return says ? document.querySelector('form[data-draft^="answer-"] textarea') : null;
  }

  #followAnswer(): void {
    const box = this.#box;
    box?.addEventListener('input', this.#sayAnswering);
    box?.addEventListener('focus', this.#sayAnswering);
  }

  readonly #sayAnswering = (): void => {
    const box = this.#box;
    const { says = '' } = this.dataset;
    const isAnswering = box && (box.value.trim() !== '' || document.activeElement === box);
    if (!isAnswering || Date.now() - this.#saidAt < BEAT_MS / 2) return;
    this.#saidAt = Date.now();
    void fetch(says, { method: 'POST' }).catch(() => undefined);
  };
}
