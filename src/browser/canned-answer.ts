interface Answer {
  readonly language: string;
  readonly text: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

/**
 * Choosing a canned answer puts it into the box without a page load, in the tester's language, with
 * both languages beside it. The form that holds the list does the same where no script runs.
 */
export function fillAnswers(page: Document): void {
  const form = page.querySelector<HTMLFormElement>('form[data-canned]');
  const list = form?.querySelector('select');
  const box = page.querySelector<HTMLTextAreaElement>('textarea[name="text"]');
  if (!form || !list || !box) return;
  let filled = '';
  const put = (text: string) => {
    // What was typed is kept; an answer that was put there before gives way.
    const typed = box.value.trim() === filled.trim() ? '' : `${box.value.trimEnd()}\n\n`;
    filled = typed === '' ? text : '';
    box.value = typed + text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
  };
  const choose = async () => {
    if (list.value === '') return;
    const answer = await fetchAnswer(`${form.dataset['canned'] ?? ''}${list.value}`);
    if (!answer) {
      form.submit();
      return;
    }
    show(page, form, answer);
    put(answer.text[answer.language] ?? '');
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void choose();
  });
  for (const link of page.querySelectorAll<HTMLElement>('[data-canned-use]'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      put(textIn(page, link.dataset['cannedUse'] ?? '')?.textContent ?? '');
    });
}

async function fetchAnswer(url: string): Promise<Answer | undefined> {
  try {
    const reply = await fetch(url, { headers: { Accept: 'application/json' } });
    return reply.ok ? ((await reply.json()) as Answer) : undefined;
  } catch {
    return undefined;
  }
}

const textIn = (page: Document, language: string) =>
  page.querySelector<HTMLElement>(`[data-canned-text="${language}"]`);

function show(page: Document, form: HTMLFormElement, { text, missing }: Answer): void {
  for (const [language, words] of Object.entries(text)) {
    const place = textIn(page, language);
    if (place) place.textContent = words;
  }
  page.querySelector('[data-canned-texts]')?.removeAttribute('hidden');
  const line = page.querySelector('[data-canned-missing]');
  const names = missing.map((name) => `{{${name}}}`).join(' ');
  if (line)
    line.textContent = missing.length > 0 ? `${form.dataset['missing'] ?? ''} ${names}` : '';
}
