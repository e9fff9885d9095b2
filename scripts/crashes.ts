/**
 * `npm run crashes -- read FILE…`, `group FOLDER`, `redact FILE` or `retrace MAPPING [FILE]`: the
 * server's own log reading at an engineer's desk. What was found goes to standard output, words
 * about it to standard error. Each command is a module `scripts/crashes/<command>.ts` with `run`.
 */
interface Command {
  /** @returns the exit status: 0, 1 for a file that is not what it should be, 2 for wrong words */
  readonly run: (args: readonly string[]) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  read: () => import('./crashes/read.js'),
  group: () => import('./crashes/group.js'),
  redact: () => import('./crashes/redact.js'),
  retrace: () => import('./crashes/retrace.js'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = COMMANDS[name];
if (!load) {
  console.error(`There is no command ${name}. There are: ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(2);
}
process.exitCode = await (await load()).run(args);
