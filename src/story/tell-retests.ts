import { DAY, later } from '../kernel/clock.js';
import { RELEASES, type ReleasePlot } from './plot/releases.js';
import { PROGRAM } from './plot/rounds.js';
import { FIRST_WAVE } from './plot/seats.js';
import type { Teller } from './teller.js';

/** By then engineers have had the weekend to look themselves. */
const TRIED_AFTER_MS = 3 * DAY;

/** Whoever reported what a release fixes tries it again. */
export function tellRetests(teller: Teller): void {
  for (const plot of RELEASES)
    if (plot.frozenOn) teller.on(plot.frozenOn, () => followRelease(teller, plot));
}

async function followRelease(teller: Teller, { build }: ReleasePlot): Promise<void> {
  const { container, schedule } = teller;
  const { publishAt } = await container.releases.service.byName({
    modelCode: PROGRAM.code,
    build,
  });
  schedule.at(later(publishAt, TRIED_AFTER_MS), async () => {
    for (const fan of FIRST_WAVE) await tryAgain(teller, fan, build);
  });
}

async function tryAgain({ container, viewer }: Teller, fan: string, build: string): Promise<void> {
  const person = viewer(fan);
  const held = await container.units.service.unitsHeldBy(person.id);
  const asked = await container.retests.openOf(held.map(({ id }) => id));
  for (const { id } of asked.filter(({ asked: why }) => why === 'reporter'))
    await container.retests.service.answer(
      id,
      { result: 'fixed', build, reason: '', report: '' },
      person,
    );
}
