import { corpusFigures } from './crashes-corpus.js';
import { groupingFigures } from './crashes-grouping.js';
import { hostileFigures } from './crashes-hostile.js';
import { protectionFigures } from './crashes-protection.js';
import { readingFigures } from './crashes-reading.js';
import { searchFigures } from './crashes-search.js';
import { siteFigures } from './crashes-site.js';
import { viewerFigures } from './crashes-viewer.js';
import type { Figure } from './figure.js';

/** What reading, protecting and grouping crash logs costs and how right it is; a part per file. */
const PARTS: readonly (() => Promise<readonly Figure[]>)[] = [
  corpusFigures,
  groupingFigures,
  readingFigures,
  protectionFigures,
  searchFigures,
  siteFigures,
  hostileFigures,
  viewerFigures,
];

export async function crashes(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const part of PARTS) figures.push(...(await part()));
  return figures;
}
