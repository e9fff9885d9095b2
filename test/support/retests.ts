import { createProgramStore } from '../../src/features/rounds/program-store.js';
import type { Language } from '../../src/kernel/people.js';
import type { Unit } from '../../src/features/units/index.js';
import type { Actor, TestApp } from './app.js';
import { refOf, seedHeldUnit, sendReport } from './reports.js';

/** A log with one crash, always the same one. */
export const NIGHT_CRASH = [
  'FATAL EXCEPTION: main',
  'Process: com.firstbatch.camera, PID: 4711',
  'java.lang.NullPointerException: no frame',
  '\tat com.firstbatch.camera.Lens.pick(Lens.java:12)',
  '\tat com.firstbatch.camera.Night.focus(Night.java:88)',
  '\tat com.firstbatch.camera.Main.run(Main.java:7)',
].join('\n');

export interface Holder {
  readonly actor: Actor;
  readonly unit: Unit;
}

/** Testers with a unit each, and a model that has the builds 3.0.11 to 3.0.14. */
export async function seedHolders(
  app: TestApp,
  names: readonly string[],
  language: Language = 'en',
): Promise<Holder[]> {
  const holders: Holder[] = [];
  for (const name of names) {
    const actor = await app.tester(name, language);
    holders.push({ actor, unit: await seedHeldUnit(app, actor) });
  }
  const programs = createProgramStore(app.container.database.connection);
  for (const build of ['3.0.13', '3.0.14'])
    await programs.addBuild(
      { modelCode: 'ORION-2', version: build, branch: 'stable' },
      app.clock.now(),
    );
  return holders;
}

/** Sends the crash from the unit and reads it: the reference of the report. */
export async function sendNightCrash(
  app: TestApp,
  { actor, unit }: Holder,
  build: string,
  log: string | Buffer = NIGHT_CRASH,
): Promise<string> {
  const sent = await sendReport(actor, unit, { build }, [['night.log', log]]);
  await app.container.jobs.runAll();
  return refOf(sent);
}

/** Expects the step to be taken. */
async function done(by: Actor, path: string, form: Record<string, string> = {}): Promise<string> {
  const answer = await by.post(path, form);
  if (answer.status !== 303) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return String(answer.headers['location']);
}

/** Opens a defect about the reports; the reference of it. */
export async function seedDefect(
  qa: Actor,
  reports: readonly string[],
  title = 'Camera closes at night',
): Promise<string> {
  const words = { modelCode: 'ORION-2', title, note: 'Open night mode.', severity: 'major' };
  const ref = (await done(qa, '/defects', words)).split('/').at(-1) ?? '';
  for (const report of reports) await done(qa, `/reports/${report}/link`, { defect: ref });
  return ref;
}

/** Resolves the defect in the build and publishes a release of that build. */
export async function releaseFix(app: TestApp, qa: Actor, ref: string, build = '3.0.12') {
  app.clock.advance(60_000);
  await done(qa, `/defects/${ref}/resolve`, { fixBuild: build });
  await done(qa, '/releases', { version: `orion-2_${build}` });
  for (const step of ['freeze', 'publish']) await done(qa, `/releases/orion-2_${build}/${step}`);
  app.clock.advance(60_000);
}

/** The cards that the person's list links to, the first of it first. */
export async function cardsOf({ get }: Pick<Actor, 'get'>): Promise<readonly string[]> {
  const { text } = await get('/retests');
  return [...text.matchAll(/href="(\/retests\/\w{26})"/g)].map(([, path = '']) => path);
}
