import type { Language } from '../../src/kernel/people.js';
import type { Unit } from '../../src/features/units/index.js';
import type { Actor, TestApp } from './app.js';
import { seedHeldUnit } from './reports.js';

export const RELEASE = '/releases/orion-2_3.0.12';

/** Publishes a release in which each engineer has one line; their references in that order. */
export async function seedAskingRelease(
  app: TestApp,
  engineers: readonly Actor[],
): Promise<readonly string[]> {
  const [editor] = engineers;
  // The builds of the model come with a round.
  await seedHeldUnit(app, await app.tester('First'));
  const refs: string[] = [];
  for (const engineer of engineers) {
    const title = `Fault of ${engineer.handle}`;
    const words = { modelCode: 'ORION-2', title, severity: 'minor' };
    const path = String((await engineer.post('/defects', words)).headers['location']);
    await engineer.post(`${path}/resolve`, { fixBuild: '3.0.12' });
    refs.push(path.split('/').at(-1) ?? '');
  }
  await editor?.post('/releases', { version: 'orion-2_3.0.12' });
  for (const step of ['freeze', 'publish']) {
    const answer = await editor?.post(`${RELEASE}/${step}`);
    if (answer?.status !== 303) throw new Error(`${step} answered ${answer?.status}`);
  }
  return refs;
}

/** A tester whose unit runs that build. */
export async function seedUser(
  app: TestApp,
  name: string,
  build = '3.0.12',
  language?: Language,
): Promise<{ readonly fan: Actor; readonly unit: Unit }> {
  const fan = await app.tester(name, language);
  const unit = await seedHeldUnit(app, fan);
  await app.container.units.service.noteBuild(unit.id, build);
  return { fan, unit };
}
