/** Ctrl or Command with Enter sends the form of the text that is being typed, as its first button does. */
export function sendByKey(page: Document): void {
  page.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.key !== 'Enter' || event.repeat || event.isComposing) return;
    if (!(event.ctrlKey || event.metaKey) || !(target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    target.form?.requestSubmit(target.form.querySelector('button:not([type="button"])'));
  });
}
