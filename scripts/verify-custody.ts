import { compose } from '../src/compose.js';
import { readConfig } from '../src/config.js';
import { systemClock } from '../src/kernel/clock.js';
import { createLogger } from '../src/platform/logger.js';
import { openDatabase } from '../src/serve.js';

/**
 * `npm run verify-custody` checks the custody chain of every unit, `-- U-0042` of one. Names the
 * first bad link of each broken chain and exits with 1, else prints what was read.
 */
const ref = process.argv[2];
const config = readConfig(process.env);
const log = createLogger('warn');
const { database, stop } = await openDatabase(config, log);
const container = compose({ config, database, log, clock: systemClock });
const { units, events, heads, bad } = await container.units.audit.verify(ref);
for (const { unitRef, seq, why } of bad) console.error(`${unitRef}\tevent ${seq}\t${why}`);
if (ref !== undefined && units === 0) console.error(`There is no unit ${ref}.`);
else if (bad.length === 0)
  console.log(`Every chain holds: ${units} units, ${events} events, ${heads} heads noted before.`);
process.exitCode = bad.length > 0 || (ref !== undefined && units === 0) ? 1 : 0;
await container.close();
await stop();
