import { readersOf, type Reading } from './readers.js';

/** `readersOf` in a process of its own: a line in says what to read, a line out how it went. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const result = await readersOf(JSON.parse(Buffer.concat(chunks).toString()) as Reading);
process.stdout.write(JSON.stringify(result));
