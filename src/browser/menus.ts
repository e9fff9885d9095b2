/** An open menu closes by Escape, giving the focus back, and by a press anywhere else. */
export function closeMenus(page: Document): void {
  const openMenus = () => page.querySelectorAll<HTMLDetailsElement>('details.menu[open]');
  page.addEventListener('click', (event) => {
    for (const menu of openMenus()) menu.open = menu.contains(event.target as Node);
  });
  page.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
}
