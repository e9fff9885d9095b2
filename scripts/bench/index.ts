import { loadavg } from 'node:os';
import { buildSite } from '../build.js';
import { allocation } from './allocation.js';
import { crashes } from './crashes.js';
import { desk } from './desk.js';
import { foundation } from './foundation.js';
import { printTable, type Figure } from './figure.js';

/** `npm run bench -- NAME [--json]`: measures one family; exit status 0 means that it ran. */
const FAMILIES: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  foundation,
  allocation,
  crashes,
  desk,
};

const [name = 'foundation'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isJson = process.argv.includes('--json');
const family = FAMILIES[name];
if (!family) {
  console.error(`There is no bench ${name}. There are: ${Object.keys(FAMILIES).join(', ')}`);
  process.exit(2);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
await buildSite();
const loadBefore = loadavg()[0];
const figures = await family();
if (isJson) for (const one of figures) console.log(JSON.stringify(one));
else {
  console.log(`${name}: Node ${process.version}, load ${loadBefore?.toFixed(1) ?? '?'} before\n`);
  printTable(figures);
}
process.exit(0);
