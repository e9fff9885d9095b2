import { bytesText } from '../web/view-text.js';
import { announce, hiddenInput, icon } from './elements.js';
import { showFindings } from './file-findings.js';
import { lensPanel } from './lens-panel.js';
import { postFile, type Answer } from './post-file.js';
import { createLens, type PrivacyLens } from './privacy-lens.js';

export type FileState = 'looking' | 'deciding' | 'waiting' | 'sending' | 'sent' | 'failed';
const SIGNS: Record<FileState, string> = {
  looking: 'search',
  deciding: 'shield-check',
  waiting: 'file',
  sending: 'upload',
  sent: 'circle-check',
  failed: 'circle-alert',
};

/** How long to wait before a file whose connection broke is sent again. */
const AGAIN_AFTER_MS = [1000, 4000] as const;

interface Actions {
  /** The row waits to be sent, or for a decision. */
  retry(): void;
  remove(): void;
}

/**
 * One chosen file: what is personal in it, its name, how far it got, and a button to try again or
 * to leave it out.
 */
export class FileRow {
  readonly element = document.createElement('li');
  state: FileState = 'waiting';
  readonly #key = newKey();
  readonly #progress = document.createElement('progress');
  readonly #line = document.createElement('span');
  readonly #button = document.createElement('button');
  readonly #again = document.createElement('button');
  readonly #name = document.createElement('span');
  readonly #words: DOMStringMap;
  readonly #lens: PrivacyLens | undefined;
  #file: File;

  constructor(file: File, words: DOMStringMap, actions: Actions) {
    this.#file = file;
    this.#words = words;
    this.#name.className = 'file-name';
    this.#name.textContent = file.name;
    this.element.className = 'file';
    this.#line.className = 'file-state';
    this.#progress.max = Math.max(file.size, 1);
    this.#progress.value = 0;
    const label = (words['progress'] ?? '').replace('{name}', file.name);
    this.#progress.setAttribute('aria-label', label);
    this.#setUp(this.#button, 'remove', () => {
      this.#lens?.stop();
      actions.remove();
      this.element.remove();
    });
    this.#setUp(this.#again, 'retry', () => {
      this.#show('waiting', words['waiting'] ?? '');
      actions.retry();
    });
    const buttons = document.createElement('span');
    buttons.className = 'file-actions';
    buttons.append(this.#again, this.#button);
    this.element.append(
      icon('file', words['icons']),
      this.#name,
      this.#line,
      this.#progress,
      buttons,
    );
    const isTooLarge = file.size > Number(words['maxBytes'] ?? Infinity);
    if (isTooLarge) this.#show('failed', words['tooLarge'] ?? '');
    else this.#show('waiting', words['waiting'] ?? '');
    if (isTooLarge) this.#again.hidden = true;
    else this.#lens = createLens(file, words['lens']);
    if (this.#lens) void this.#look(this.#lens, actions);
  }

  async #look(lens: PrivacyLens, actions: Actions): Promise<void> {
    this.#show('looking', this.#words['looking'] ?? '');
    const look = await lens.look(this.#follow);
    const template = document.querySelector<HTMLTemplateElement>('template.lens-words');
    if (!this.element.isConnected) return;
    if (!look?.findings.length || !template) {
      const isRead = look ? !look.hasUnread : /^(?:image|video)\//.test(this.#file.type);
      this.#show('waiting', this.#words['waiting'] ?? '');
      if (!isRead) this.#note(this.#words['unread'] ?? '');
    } else {
      this.#show('deciding', '');
      const panel = lensPanel(template, look, async (isReplacing) => {
        panel.remove();
        if (isReplacing) await this.#replace(lens);
        else this.#show('waiting', this.#words['waiting'] ?? '');
        actions.retry();
      });
      this.element.append(panel);
      announce(`${this.#file.name}: ${panel.querySelector('p')?.textContent ?? ''}`);
    }
    actions.retry();
  }

  #note(text: string): void {
    const note = document.createElement('p');
    note.className = 'lens hint';
    note.textContent = text;
    this.element.append(note);
    announce(`${this.#file.name}: ${text}`);
  }

  /** What can't be replaced is never sent as if it had been. */
  async #replace(lens: PrivacyLens): Promise<void> {
    this.#show('looking', this.#words['replacing'] ?? '');
    const file = await lens.replace(this.#follow);
    if (!file) {
      this.#show('failed', this.#words['notReplaced'] ?? '');
      return;
    }
    this.#file = file;
    this.#name.textContent = file.name;
    this.#progress.max = Math.max(file.size, 1);
    this.#show('waiting', this.#words['waiting'] ?? '');
  }

  #follow = (bytes: number): void => {
    this.#progress.value = bytes;
  };

  /** Never rejects: a failure is a state that the person sees and can act on. */
  async send(): Promise<void> {
    this.#show('sending', '');
    let answer = await this.#post();
    for (const ms of AGAIN_AFTER_MS) {
      if ('id' in answer || !answer.isLost || !this.element.isConnected) break;
      this.#line.textContent = this.#words['again'] ?? '';
      await new Promise((resolve) => setTimeout(resolve, ms));
      answer = await this.#post();
    }
    if (!this.element.isConnected) return;
    if ('id' in answer) {
      this.element.append(hiddenInput('staged', answer.id));
      this.#show('sent', `${this.#words['sent'] ?? ''} ${this.#size(this.#file.size)}`);
      void showFindings(this.element, answer.id);
    } else {
      this.#show('failed', answer.message ?? this.#words['failed'] ?? '');
    }
    announce(`${this.#file.name}: ${this.#line.textContent}`);
  }

  #post = (): Promise<Answer> =>
    postFile(this.#file, this.#key, (sent) => {
      this.#progress.value = sent;
      this.#line.textContent = `${this.#size(sent)} / ${this.#size(this.#file.size)}`;
    });

  focus(): void {
    const decision = this.element.querySelector<HTMLElement>('.lens button');
    (decision ?? (this.#again.hidden ? this.#button : this.#again)).focus();
  }

  #show(state: FileState, text: string): void {
    this.state = state;
    this.element.dataset['state'] = state;
    this.#line.textContent = text;
    this.#progress.hidden = state !== 'sending' && state !== 'looking';
    this.#again.hidden = state !== 'failed';
    this.element.querySelector('.icon')?.replaceWith(icon(SIGNS[state], this.#words['icons']));
  }

  #setUp(button: HTMLButtonElement, word: 'retry' | 'remove', act: () => void): void {
    button.type = 'button';
    button.className = `button button-small button-${word === 'retry' ? 'plain' : 'quiet'}`;
    button.textContent = this.#words[word] ?? '';
    button.setAttribute('aria-label', `${button.textContent} ${this.#file.name}`);
    button.addEventListener('click', act);
  }

  #size = (bytes: number): string =>
    bytesText(bytes, document.documentElement.lang === 'en' ? 'en' : 'zh-CN');
}

/** Random without `crypto.randomUUID`, which plain-http pages do not have. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
