import { DEFECTS } from './plot/defects.js';
import { PROGRAM } from './plot/rounds.js';
import { FIRST_WAVE } from './plot/seats.js';
import type { Teller } from './teller.js';

const IDEA = {
  kind: 'suggestion',
  title: 'Let the torch dim step by step',
  note: '手电筒亮度可以分级调节。',
  severity: 'minor',
} as const;

const DUPLICATE = {
  kind: 'problem',
  title: 'Notification sound stutters while music plays',
  note: '',
  severity: 'minor',
} as const;

const HAVE_IT_TOO = 3;

/** What others add to defects: votes for an idea, "me too", and a duplicate that is merged. */
export function tellGrowth(teller: Teller): void {
  const { container, viewer } = teller;
  const { defects } = container;
  let idea = '';
  teller.on([-5, '15:10'], async () => {
    idea = (await defects.service.open(PROGRAM.code, IDEA, viewer('nora'))).ref;
  });
  teller.on([-4, '12:30'], async () => {
    for (const fan of FIRST_WAVE.slice(0, 5)) await defects.support.vote(idea, viewer(fan));
  });
  teller.on([-3, '11:15'], async () => {
    const known = await soundDefect(teller);
    if (!known) return;
    const { ref } = await defects.service.open(PROGRAM.code, DUPLICATE, viewer('nora'));
    await defects.merges.merge(ref, known, 'Both end in the same audio buffer.', viewer('guchen'));
  });
  teller.on([-2, '20:05'], async () => {
    const known = await soundDefect(teller);
    if (known) await confirmByOthers(teller, known);
  });
}

/** The first few who hold a unit and have not reported it. */
async function confirmByOthers(teller: Teller, ref: string): Promise<void> {
  const { defects, units } = teller.container;
  let left = HAVE_IT_TOO;
  for (const fan of FIRST_WAVE) {
    const by = teller.viewer(fan);
    const [unit] = await units.service.unitsHeldBy(by.id);
    if (left === 0 || !unit || (await hasReported(teller, ref, by.id))) continue;
    const build = unit.build ?? '0.9.5';
    await defects.support.confirm(ref, { unit: unit.ref, build, note: '' }, by);
    left -= 1;
  }
}

/** As it stands in the list; undefined while it is not open. */
async function soundDefect({ container }: Teller): Promise<string | undefined> {
  const title = DEFECTS.find(({ key }) => key === 'audio')?.title;
  const open = await container.defects.openOf(PROGRAM.code);
  return open.find((defect) => defect.title === title)?.ref;
}

async function hasReported({ container }: Teller, ref: string, personId: string) {
  const { id } = await container.defects.service.byRef(ref);
  return (await container.defects.followersOf(id)).includes(personId);
}
