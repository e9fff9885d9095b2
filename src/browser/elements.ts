/** Has a screen reader say it, through the one status line of the page. */
export function announce(text: string): void {
  const line = document.getElementById('announcer');
  if (line) line.textContent = text;
}

/** What a form sends without showing it. */
export function hiddenInput(name: string, value: string): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'hidden';
  input.name = name;
  input.value = value;
  return input;
}

/** An icon of the sprite at `sprite`, as the `icon` helper of templates draws it. */
export function icon(name: string, sprite = ''): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
