import path from 'node:path';
import { readConfig, type Config } from '../config.js';
import { serve } from '../serve.js';
import { ADMIN, DEMO_PASSWORD, emailOf, ENGINEERS, SECOND_ADMIN } from './people.js';
import { OFFERED_FAN } from './plot/seats.js';
import { createStoryClock } from './story-clock.js';
import { readMark, refusalFor, wipeStory, writeMark, type StoryMark } from './story-mark.js';
import { tellStory } from './tell-story.js';

/** Own directories, its own engine and a quiet log, unless the environment says otherwise. */
const environment = {
  ...process.env,
  DATA_DIR: process.env['DATA_DIR'] ?? '.data/demo',
  UPLOADS_DIR: process.env['UPLOADS_DIR'] ?? 'uploads/demo',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
  // A database elsewhere may be anybody's; the mark only speaks for a directory.
  MONGODB_URI: '',
};

// Asked before the configuration is read, which makes a secret in the directory.
const refusal = refusalFor({
  dataDir: path.resolve(environment.DATA_DIR),
  uploadsDir: path.resolve(environment.UPLOADS_DIR),
});
if (refusal) {
  process.stderr.write(`${refusal}\nThe demo writes only where nothing but its own story is.\n`);
  process.exitCode = 1;
} else {
  await runDemo(readConfig(environment), { isFresh: process.argv.includes('--fresh') });
}

/** Tells the story unless it stands there already, and serves it. */
async function runDemo(config: Config, { isFresh }: { readonly isFresh: boolean }): Promise<void> {
  const isKnown = !isFresh && readMark(config)?.told !== undefined;
  const url = isKnown ? (await serve(config)).url : await tellAndServe(config);
  process.stdout.write(welcome(url, readMark(config)));
}

async function tellAndServe(config: Config): Promise<string> {
  const now = new Date();
  const toldAt = now.toISOString();
  const clock = createStoryClock(now);
  if (readMark(config)) wipeStory(config);
  // Marked from the first moment on, so that a telling that was cut short can be begun again.
  writeMark(config, { toldAt });
  process.stdout.write('Telling the story of forty phones, forty-two fans and five weeks …\n');
  const { url } = await serve(config, {
    clock,
    async prepare(container) {
      const told = await tellStory(container, clock, now);
      writeMark(config, { toldAt, told });
      clock.goLive();
    },
  });
  return url;
}

function welcome(url: string, mark: StoryMark | undefined): string {
  const box = mark?.told?.waitingBox;
  const row = (email: string, what: string) => `  ${email.padEnd(22)} ${what}`;
  return [
    `Firstbatch serves its story at ${url}`,
    `It ends on ${mark?.toldAt.slice(0, 16).replace('T', ' ') ?? ''} UTC; npm run demo -- --fresh tells it anew.`,
    '',
    `Everybody signs in with the password: ${DEMO_PASSWORD}`,
    row(emailOf(ADMIN), 'admin, writes Chinese: rounds, units, draws'),
    row(emailOf(SECOND_ADMIN), 'admin, writes English: a case waits for her word'),
    ...ENGINEERS.map((engineer) => row(emailOf(engineer), 'QA: reports wait on the desk')),
    row('marta@example.com', 'tester, writes English'),
    row('ruoxi@example.com', 'tester, writes Chinese'),
    row(emailOf({ handle: OFFERED_FAN }), 'has an offer to sign'),
    ...(box
      ? [row(emailOf({ handle: box.fan }), `has a box to open: ${box.unitRef}, code ${box.code}`)]
      : []),
    '',
    '',
  ].join('\n');
}
