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

/** What others add to defects: votes for an idea, "me too", and a duplicate that is merged. */
export function tellGrowth(teller: Teller): void {
  const { container, viewer } = teller;
  const { defects, units } = container;
  let idea = '';
  teller.on([-5, '15:10'], async () => {
    idea = (await defects.service.open(PROGRAM.code, IDEA, viewer('nora'))).ref;
  });
  teller.on([-4, '12:30'], async () => {
    for (const fan of FIRST_WAVE.slice(0, 5)) await defects.support.vote(idea, viewer(fan));
  });
  teller.on([-3, '11:15'], async () => {
    const [known] = await openProblems(teller);
    if (!known) return;
    const { ref } = await defects.service.open(PROGRAM.code, DUPLICATE, viewer('nora'));
    await defects.merges.merge(ref, known, 'Both end in the same audio buffer.', viewer('guchen'));
  });
  teller.on([-2, '20:05'], async () => {
    const [known] = await openProblems(teller);
    for (const fan of known ? FIRST_WAVE.slice(-3) : []) {
      const by = viewer(fan);
      const [unit] = await units.service.unitsHeldBy(by.id);
      if (known && unit && !(await hasReported(teller, known, by.id)))
        await defects.support.confirm(
          known,
          { unit: unit.ref, build: unit.build ?? '0.9.5', note: '' },
          by,
        );
    }
  });
}

/** The oldest of them first. */
async function openProblems({ container }: Teller): Promise<readonly string[]> {
  const open = await container.defects.openOf(PROGRAM.code);
  return open
    .filter(({ kind }) => kind === 'problem')
    .map(({ ref }) => ref)
    .sort((one, other) => Number(one.slice(2)) - Number(other.slice(2)));
}

async function hasReported({ container }: Teller, ref: string, personId: string) {
  const { id } = await container.defects.service.byRef(ref);
  return (await container.defects.followersOf(id)).includes(personId);
}
