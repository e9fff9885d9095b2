import type { Page } from '../../kernel/page-request.js';
import type { SymbolFile } from './symbol.js';

export interface SymbolsView {
  readonly page: Page<SymbolFile>;
  readonly after: string | undefined;
  readonly names: ReadonlyMap<string, { readonly name: string }>;
  readonly maxBytes: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const symbolsModel = ({ page, after, names, maxBytes, labels }: SymbolsView) => ({
  ...{ after, next: page.next, maxBytes, labels },
  rows: page.rows.map((file) => ({ ...file, by: names.get(file.byId)?.name ?? '' })),
});
