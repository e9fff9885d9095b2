const PREFIX = 'draft:';
const SENT = 'draft-sent';
const PAUSE_MS = 300;

/**
 * Keeps what is typed into `<form data-draft="name">` on this phone until the form was accepted.
 * A page that carries `data-refused` or an error summary says that it was not.
 */
export function keepDrafts(page: Document): void {
  forgetAccepted(page);
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-draft]')) keepDraft(form);
  page.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    // Not `form.action`: a field of that name would stand in for it.
    if (form.getAttribute('action') === '/sign-out') forgetAll();
  });
}

function keepDraft(form: HTMLFormElement): void {
  const key = `${PREFIX}${form.dataset['draft'] ?? ''}`;
  const note = form.querySelector<HTMLElement>('[data-draft-note]');
  restore(form, localStorage.getItem(key));
  let timer = 0;
  form.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      localStorage.setItem(key, JSON.stringify(textsOf(form)));
      if (note) note.hidden = false;
    }, PAUSE_MS);
  });
  form.addEventListener('submit', (event) => {
    window.clearTimeout(timer);
    if (!event.defaultPrevented) sessionStorage.setItem(SENT, key);
  });
}

type TextControl = HTMLInputElement | HTMLTextAreaElement;
const controlsOf = (form: HTMLFormElement): TextControl[] => [
  ...form.querySelectorAll<TextControl>('textarea[name], input[name][type="text"]'),
];
const textsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(controlsOf(form).map((control) => [control.name, control.value]));

/** What the server sent back always wins over an older draft. */
function restore(form: HTMLFormElement, stored: string | null): void {
  if (!stored) return;
  const texts = JSON.parse(stored) as Record<string, string>;
  for (const control of controlsOf(form)) control.value ||= texts[control.name] ?? '';
}

function forgetAccepted(page: Document): void {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  if (!page.querySelector('[data-refused], .error-summary')) localStorage.removeItem(sent);
}

function forgetAll(): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys) localStorage.removeItem(key);
}
