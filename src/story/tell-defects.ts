import { DEFECTS, type DefectPlot, type DefectStep } from './plot/defects.js';
import type { Engineer } from './plot/topic.js';
import type { LinkReport } from './tell-reports.js';
import type { Teller } from './teller.js';

/** Reports that wait for their defect to be opened, and the defects that were. */
interface Book {
  readonly refs: Map<string, string>;
  readonly waiting: Map<string, { readonly ref: string; readonly by: Engineer }[]>;
}

/** Puts the lives of the defects on the schedule; the answer links reports to them. */
export function tellDefects(teller: Teller): LinkReport {
  const book: Book = { refs: new Map(), waiting: new Map() };
  for (const plot of DEFECTS) {
    teller.on(plot.openedOn, () => openDefect(teller, plot, book));
    for (const step of plot.steps)
      teller.on(step.on, () => takeStep(teller, plot, book.refs.get(plot.key) ?? '', step));
  }
  return async (key, ref, by) => {
    const defect = book.refs.get(key);
    if (defect) await linkKnown(teller, ref, defect, by);
    else book.waiting.set(key, [...(book.waiting.get(key) ?? []), { ref, by }]);
  };
}

/** From the first report that waits; the others follow. */
async function openDefect(teller: Teller, plot: DefectPlot, book: Book): Promise<void> {
  const [first, ...others] = book.waiting.get(plot.key) ?? [];
  if (!first) throw new Error(`Nobody has reported ${plot.key} yet`);
  const { key, by, title, note, severity } = plot;
  const { service } = teller.container.defects;
  const words = { defect: '', title, note, severity };
  const defect = await service.link(first.ref, words, teller.viewer(by));
  book.refs.set(key, defect.ref);
  for (const other of others) await linkKnown(teller, other.ref, defect.ref, by);
}

async function linkKnown(teller: Teller, report: string, defect: string, by: Engineer) {
  const words = { defect, title: '', note: '', severity: 'major' } as const;
  await teller.container.defects.service.link(report, words, teller.viewer(by));
}

async function takeStep(teller: Teller, plot: DefectPlot, ref: string, step: DefectStep) {
  const { service } = teller.container.defects;
  const by = teller.viewer(plot.by);
  switch (step.action) {
    case 'start':
      return service.start(ref, by);
    case 'verify':
      return service.verify(ref, by);
    case 'resolve':
      return service.resolve(ref, step.build, by);
    case 'reopen':
      return service.reopen(ref, step.reason, by);
    case 'decline':
      return service.decline(ref, step.resolution, step.reason, by);
  }
}
