import { periodOf, shiftPeriod } from '../features/standing/period.js';
import { ASKED, DAMAGE, PAUSED, SILENT_FAN } from './plot/gatherings.js';
import { ADMIN } from './people.js';
import { FIRST_WAVE, time } from './plot/seats.js';
import { STORY_ZONE } from './calendar.js';
import { postForm, visitPage } from './post-form.js';
import type { Teller } from './teller.js';

const FIRST_DAY = -37;

/** Weekly signs of life, what their absence led to, a pause, a question and a damaged unit. */
export function tellStanding(teller: Teller): void {
  const { calendar, on } = teller;
  const weekOf = (day: number) => periodOf(calendar.at(day, '00:00'), STORY_ZONE);
  const lastWeek = shiftPeriod(weekOf(0), -1);
  for (let day = FIRST_DAY; day <= 0; day += 1) {
    for (const [index, fan] of FIRST_WAVE.entries()) {
      const isTurn = (day - FIRST_DAY) % 7 === index % 7;
      const isSilent = fan === SILENT_FAN && weekOf(day) >= lastWeek;
      if (isTurn && !isSilent) on([day, time(18, index)], () => sayAllFine(teller, fan));
    }
    if (weekOf(day) !== weekOf(day - 1)) tellMonday(teller, day, weekOf(day) > lastWeek);
  }
  on(PAUSED.on, () => {
    const ahead = shiftPeriod(periodOf(calendar.at(...PAUSED.on), STORY_ZONE), 2);
    return teller.container.standing.service.pause(teller.viewer(PAUSED.fan), ahead, PAUSED.weeks);
  });
  tellDoubts(teller);
}

async function sayAllFine({ container, viewer }: Teller, fan: string): Promise<void> {
  const { id } = viewer(fan);
  const held = await container.units.service.unitsHeldBy(id);
  if (held.length > 0) await container.standing.service.heartbeat({ id }, '');
}

/** The jobs look every few minutes in life, and here when a week is over. */
function tellMonday(teller: Teller, day: number, isWarningDay: boolean): void {
  const { container, on, viewer } = teller;
  const look = async () => {
    for (const job of container.standing.jobs) await job.run();
  };
  on([day, '00:40'], look);
  if (!isWarningDay) return;
  on([day, '08:15'], async () => {
    await visitPage(container, viewer(SILENT_FAN), '/notices');
    await look();
  });
}

function tellDoubts({ container, on, viewer }: Teller): void {
  const unitOf = async (fan: string): Promise<string> => {
    const [unit] = await container.units.service.unitsHeldBy(viewer(fan).id);
    if (!unit) throw new Error(`${fan} has no unit`);
    return unit.ref;
  };
  on(ASKED.on, async () => {
    const params = { ref: await unitOf(ASKED.fan) };
    await postForm(container, viewer(ADMIN.handle), '/admin/possession/:ref/ask', { params });
  });
  on(DAMAGE.on, async () => {
    const opening = {
      unit: await unitOf(DAMAGE.fan),
      kind: 'damage',
      reason: DAMAGE.reason,
    } as const;
    await container.cases.service.open({ ...opening, files: [] }, viewer(ADMIN.handle));
  });
}
