import { compose } from '../src/compose.js';
import { readConfig } from '../src/config.js';
import { systemClock } from '../src/kernel/clock.js';
import { diffIndexes, syncIndexes } from '../src/platform/index-sync.js';
import { createLogger } from '../src/platform/logger.js';
import { openDatabase } from '../src/serve.js';

/** `npm run indexes` prints what differs from the schemas; `-- --apply` makes what is missing. */
const config = readConfig(process.env);
const log = createLogger('warn');
const { database, stop } = await openDatabase(config, log);
const container = compose({ config, database, log, clock: systemClock });
if (process.argv.includes('--apply')) await syncIndexes(database.connection, log);
const differences = await diffIndexes(database.connection);
for (const { collection, missing, changed, unknown } of differences)
  for (const [what, names] of Object.entries({ missing, changed, unknown }))
    for (const name of names) console.log(`${what}\t${collection}\t${name}`);
if (differences.length === 0) console.log('Every index is as its schema says.');
await container.close();
await stop();
