/** What a key goes to on the page of one thing, the first that is there. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  a: ['form[action$="/assign"] button'],
  r: ['form[data-draft^="answer-"] textarea'],
  s: ['form[action$="/status"] button', 'form[action$="/start"] button', '[data-key="s"]'],
  e: [
    'form[action$="/resolve"] [name="fixBuild"]',
    'dl.facts a[href^="/defects/D-"]',
    'form[data-draft^="answer-"] [name="action"][value="answer"]',
  ],
  m: ['form[action$="/link"] [name="defect"]', 'form[action$="/merge"] [name]', 'a[href$="/link"]'],
};
/** From a row of the queue these lead to the page of the report. */
const LEADS = new Set(['r', 's', 'e', 'm']);
const PLACES: Readonly<Record<string, string>> = { q: '/desk', d: '/defects', r: '/releases' };
const HASH = '#key-';
const SECOND_KEY_MS = 1500;

/**
 * Single keys of staff pages (WCAG 2.1.4: to be switched off in the settings). They go to controls
 * that everybody sees, and press only those that do no harm.
 */
export class DeskKeys extends HTMLElement {
  #first = '';
  #firstAt = 0;

  connectedCallback(): void {
    document.addEventListener('keydown', this.#press);
    document.addEventListener('click', this.#openHelp);
    if (location.hash.startsWith(HASH)) goTo(location.hash.slice(HASH.length));
  }

  disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#press);
    document.removeEventListener('click', this.#openHelp);
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (isTyping(event) || this.querySelector('dialog')?.open) return;
    const isSecond = this.#first === 'g' && event.timeStamp - this.#firstAt < SECOND_KEY_MS;
    this.#first = event.key;
    this.#firstAt = event.timeStamp;
    const isDone = isSecond ? this.#lead(event.key) : this.#act(event);
    if (isDone) event.preventDefault();
  };

  #lead(key: string): boolean {
    const place = PLACES[key];
    if (place === undefined) return false;
    location.assign(place);
    return true;
  }

  #act({ key, repeat }: KeyboardEvent): boolean {
    if (key === 'j' || key === 'k') return moveAmongRows(key === 'j' ? 1 : -1);
    // Held down, a key would do again and again what it does.
    if (repeat) return false;
    if (key === '?') return this.#help();
    if (key === '/') return focusOn(searchField());
    const row = rowOf(document.activeElement);
    return row ? actOnRow(row, key) : goTo(key);
  }

  readonly #openHelp = (event: MouseEvent): void => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (isPlain && (event.target as Element).closest('[data-keys-help]') && this.#help())
      event.preventDefault();
  };

  #help(): boolean {
    this.querySelector('dialog')?.showModal();
    return true;
  }
}

/** In a field, with a modifier, or while an input method composes, keys are letters. */
function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const target = event.target as HTMLElement;
  if (target.isContentEditable || target.closest('textarea, select')) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio'].includes(target.type);
}

const rowOf = (element: Element | null): HTMLElement | null =>
  element?.closest<HTMLElement>('main .row') ?? null;

const titleOf = (row: Element | null | undefined): HTMLAnchorElement | null =>
  row?.querySelector<HTMLAnchorElement>('a.row-title') ?? null;

function moveAmongRows(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll('main .row')].filter((row) => titleOf(row));
  const row = rowOf(document.activeElement);
  const at = row ? rows.indexOf(row) + by : by === 1 ? 0 : rows.length - 1;
  return focusOn(titleOf(rows[Math.min(Math.max(at, 0), rows.length - 1)]));
}

function actOnRow(row: HTMLElement, key: string): boolean {
  const control = row.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (control) {
    const title = titleOf(row);
    control.click();
    title?.focus();
    return true;
  }
  const title = titleOf(row);
  if (!title || !LEADS.has(key)) return false;
  location.assign(`${title.href}${HASH}${key}`);
  return true;
}

/** Taking a report does no harm, so its button is pressed; everything else is only gone to. */
function goTo(key: string): boolean {
  const found = (TARGETS[key] ?? [])
    .map((selector) => document.querySelector<HTMLElement>(`main ${selector}`))
    .find((one) => one !== null);
  if (!found) return false;
  if (key === 'a') found.click();
  return focusOn(found);
}

const searchField = (): HTMLElement | null =>
  document.querySelector('main input[type="search"]') ??
  document.querySelector('.top-search input');

function focusOn(element: HTMLElement | null | undefined): boolean {
  if (!element) return false;
  for (
    let fold = element.closest('details');
    fold;
    fold = fold.parentElement?.closest('details') ?? null
  )
    fold.open = true;
  if (element.offsetParent === null && element.matches('.top-search input')) {
    location.assign('/search');
    return true;
  }
  element.focus();
  element.scrollIntoView({ block: 'nearest' });
  return true;
}
