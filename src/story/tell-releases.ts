import { toLocalTime } from '../kernel/time-zone.js';
import { STORY_ZONE } from './calendar.js';
import { DEFECTS } from './plot/defects.js';
import { RELEASES, type ReleasePlot } from './plot/releases.js';
import { PROGRAM } from './plot/rounds.js';
import type { Teller } from './teller.js';

/** The releases that the clock published, and the draft of the next. */
export function tellReleases(teller: Teller): void {
  for (const plot of RELEASES) tellRelease(teller, plot);
}

function tellRelease(teller: Teller, plot: ReleasePlot): void {
  const { container, schedule, on, viewer } = teller;
  const { service, publishing } = container.releases;
  const name = { modelCode: PROGRAM.code, build: plot.build };

  on(plot.draftedOn, async () => {
    await service.draft(name, viewer(plot.by));
    await writeWords(teller, plot, name);
  });
  if (!plot.frozenOn) return;
  on(plot.frozenOn, async () => {
    await service.freeze(name, viewer(plot.by));
    const { publishAt } = await service.byName(name);
    schedule.at(publishAt, publishing.publishDue);
  });
}

/** Lines still stand in the words of their defects. */
async function writeWords(
  { container, viewer }: Teller,
  plot: ReleasePlot,
  name: { readonly modelCode: string; readonly build: string },
): Promise<void> {
  const { service } = container.releases;
  const by = viewer(plot.by);
  const titles = new Map(DEFECTS.map(({ key, title }) => [key, title]));
  const open = await container.defects.openOf(name.modelCode);
  const known = open.filter(({ title }) => plot.known.some((key) => titles.get(key) === title));
  const { title, publishAt, revision } = await service.byName(name);
  const form = {
    ...{ title_en: title.en, title_zh: title['zh-CN'] },
    ...{ notes_en: plot.notes.en, notes_zh: plot.notes.zh },
    publishAt: toLocalTime(publishAt, STORY_ZONE),
    known: known.map(({ ref }) => ref),
  };
  await service.edit(name, { ...form, revision }, by);
  for (const [key, text_en, text_zh, also] of plot.lines) {
    const release = await service.byName(name);
    const line = release.entries.find(({ text }) => text.en === titles.get(key));
    if (!line) throw new Error(`${key} is not fixed in ${plot.build}`);
    const engineerIds = also ? [...line.engineerIds, viewer(also).id] : [];
    const words = { text_en, text_zh, engineerIds, revision: release.revision };
    await service.editLine(name, line.defectRef, words, by);
  }
}
