import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fireClaims, type Salvo } from './claim-load.js';

/** `fireClaims` in a process of its own: a line in names the file of a salvo, a line out answers. */
for await (const file of createInterface({ input: process.stdin })) {
  const salvo = JSON.parse(readFileSync(file, 'utf8')) as Salvo;
  process.stdout.write(`${JSON.stringify(await fireClaims(salvo))}\n`);
}
