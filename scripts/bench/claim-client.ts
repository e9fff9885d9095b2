import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fireClaims, type Salvo } from './claim-load.js';

/** A process to be killed in the middle of the salvo. */
export interface Kill {
  readonly pid: number;
  readonly afterAnswers: number;
}

/** `fireClaims` in a process of its own: a line in names the file of a salvo, a line out answers. */
for await (const file of createInterface({ input: process.stdin })) {
  const salvo = JSON.parse(readFileSync(file, 'utf8')) as Salvo & { readonly kill?: Kill };
  const { kill } = salvo;
  const result = await fireClaims(salvo, (answered) => {
    if (answered === kill?.afterAnswers) process.kill(kill.pid, 'SIGKILL');
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
