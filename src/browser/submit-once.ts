const busy = new WeakSet<HTMLFormElement>();

/**
 * Lets a form that changes something go out once. Buttons are marked after the event, because a
 * disabled button would not send its own name and value.
 */
export function submitOnce(page: Document): void {
  page.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.getAttribute('method') !== 'post') return;
    if (busy.has(form)) {
      event.preventDefault();
      return;
    }
    busy.add(form);
    setTimeout(() => {
      setBusy(form, true);
    });
  });
  // The browser may show a page again as it was left; its forms must work again.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const form of page.forms) {
      busy.delete(form);
      setBusy(form, false);
    }
  });
}

function setBusy(form: HTMLFormElement, isBusy: boolean): void {
  for (const button of form.querySelectorAll('button:not([type="button"])')) {
    for (const state of ['aria-disabled', 'aria-busy']) {
      if (isBusy) button.setAttribute(state, 'true');
      else button.removeAttribute(state);
    }
  }
}
