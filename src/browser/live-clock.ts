import { durationText, timeLeft } from '../web/view-text.js';

const TICK_MS = 1000;

/** Counts the first-response clock; the server's time rules, however wrong the phone's is. */
export class LiveClock extends HTMLElement {
  #timer: number | undefined;

  connectedCallback(): void {
    const aheadMs = Number(this.dataset['now']) - Date.now();
    this.#timer = window.setInterval(() => {
      this.#show(new Date(Date.now() + aheadMs));
    }, TICK_MS);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.#timer);
  }

  #show(now: Date): void {
    const { due = '', units = '', left = '', late = '' } = this.dataset;
    const face = timeLeft(new Date(due), now);
    const time = durationText(face.ms, units.split(' '));
    const shown = this.querySelector('time');
    if (shown) shown.textContent = (face.isLate ? late : left).replace('{time}', time);
    this.className = `clock clock-${face.state}`;
  }
}
