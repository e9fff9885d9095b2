import type { FoundCrash } from '../../../src/features/crashes/crash.js';
import { crashKey } from '../../../src/features/crashes/crash-signature.js';
import { crashTitle } from '../../../src/features/crashes/crash-title.js';
import { createLogScanner } from '../../../src/features/crashes/log-scanner.js';

/** The crashes of a text, without a file. */
export const crashesIn = (text: string): readonly FoundCrash[] => {
  const scanner = createLogScanner('', 200);
  for (const line of text.split('\n')) scanner.line(line);
  return scanner
    .end()
    .map((facts) => ({ ...facts, key: crashKey(facts), title: crashTitle(facts) }));
};

export const fixture = (name: string): URL =>
  new URL(`../../fixtures/logs/${name}`, import.meta.url);
