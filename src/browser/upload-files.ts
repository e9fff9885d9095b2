import { FileRow } from './file-row.js';

/**
 * Sends every chosen file by itself while the form is still being filled, and the form with their
 * ids. A file that did not arrive can be tried again under the same key, so it is never kept twice.
 */
export class UploadFiles extends HTMLElement {
  #rows: FileRow[] = [];
  #isRunning = false;
  #waiting: HTMLElement | null | undefined;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>('input[type="file"]');
    const form = this.closest('form');
    if (!input || !form) return;
    // The files travel on their own from here on, so the form must not send them again.
    input.removeAttribute('name');
    input.addEventListener('change', () => {
      this.#add(input.files);
      input.value = '';
    });
    this.#acceptDrops(this.querySelector<HTMLElement>('.drop'));
    form.addEventListener('submit', (event) => {
      this.#holdUntilSent(event, form);
    });
  }

  #add(files: FileList | null): void {
    const list = this.querySelector('.file-list');
    for (const file of files ?? []) {
      const row = new FileRow(file, this.dataset, {
        retry: () => void this.#run(),
        remove: () => {
          this.#rows = this.#rows.filter((each) => each !== row);
          this.querySelector<HTMLInputElement>('input[type="file"]')?.focus();
        },
      });
      this.#rows.push(row);
      list?.append(row.element);
    }
    void this.#run();
  }

  /** One file at a time: on a bad line two halves are worth less than one whole. */
  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let row = this.#next(); row; row = this.#next()) await row.send();
    this.#isRunning = false;
    this.#goOn();
  }

  #next = (): FileRow | undefined => this.#rows.find((row) => row.state === 'waiting');

  /** A row that needs a word from the person before the form may go. */
  #asking = (): FileRow | undefined =>
    this.#rows.find((row) => row.state === 'failed' || row.state === 'deciding');

  #acceptDrops(drop: HTMLElement | null): void {
    drop?.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.dataset['over'] = '';
    });
    drop?.addEventListener('dragleave', () => {
      delete drop.dataset['over'];
    });
    drop?.addEventListener('drop', (event) => {
      event.preventDefault();
      delete drop.dataset['over'];
      this.#add(event.dataTransfer?.files ?? null);
    });
  }

  #holdUntilSent(event: SubmitEvent, form: HTMLFormElement): void {
    const asking = this.#asking();
    const isBusy = this.#isRunning || this.#rows.some((row) => row.state === 'looking');
    if (!asking && !isBusy) return;
    event.preventDefault();
    if (asking) {
      asking.focus();
      return;
    }
    this.#waiting = event.submitter ?? form.querySelector<HTMLElement>('button');
    this.#waiting?.setAttribute('aria-busy', 'true');
  }

  /** Sends the form that was waiting for its files, unless one of them needs a decision first. */
  #goOn(): void {
    const submitter = this.#waiting;
    if (!submitter || this.#rows.some((row) => row.state === 'looking')) return;
    this.#waiting = undefined;
    submitter.removeAttribute('aria-busy');
    const asking = this.#asking();
    if (asking) asking.focus();
    else this.closest('form')?.requestSubmit(submitter);
  }
}
