import type { Deserved } from './deserved.js';

/** One line of the ledger, never changed; what falls away is taken back by another line. */
export interface CreditEntry extends Deserved {
  /** Made of person, rule, subject and turn: a line that is written twice is there once. */
  readonly id: string;
  /** How often the same was given before: it may be taken back and given again. */
  readonly turn: number;
  /** The line that this one takes back, with its points below zero. */
  readonly reverses: string | null;
  readonly recordedAt: Date;
}

const nameOf = ({ personId, rule, subject }: Deserved): string => `${personId}:${rule}:${subject}`;

/** Lines that no other line takes back. */
export function standing(entries: readonly CreditEntry[]): readonly CreditEntry[] {
  const gone = new Set(entries.map(({ reverses }) => reverses));
  return entries.filter(({ id, reverses }) => reverses === null && !gone.has(id));
}

const isSame = (one: Deserved, other: Deserved): boolean =>
  one.points === other.points &&
  one.at.getTime() === other.at.getTime() &&
  one.defectId === other.defectId;

/**
 * The lines that make a ledger say what is deserved: counter-lines for what is not any more, and
 * lines for what is missing. `entries` are all lines ever written with the names or defects that
 * are looked at; with nothing to do the answer is empty, so that a repetition writes nothing.
 */
export function correctionsOf(
  deserved: readonly Deserved[],
  entries: readonly CreditEntry[],
  recordedAt: Date,
): readonly CreditEntry[] {
  const wanted = new Map(deserved.map((one) => [nameOf(one), one]));
  const live = standing(entries);
  const wrong = live.filter((entry) => {
    const one = wanted.get(nameOf(entry));
    return !one || !isSame(one, entry);
  });
  const right = new Set(live.filter((entry) => !wrong.includes(entry)).map(nameOf));
  const turns = new Map<string, number>();
  for (const entry of entries)
    if (entry.reverses === null)
      turns.set(nameOf(entry), Math.max(turns.get(nameOf(entry)) ?? 0, entry.turn + 1));
  return [
    ...wrong.map((entry): CreditEntry => takenBack(entry, recordedAt)),
    ...[...wanted]
      .filter(([name]) => !right.has(name))
      .map(([name, one]): CreditEntry => {
        const turn = turns.get(name) ?? 0;
        return { ...one, id: `${name}:${turn}`, turn, reverses: null, recordedAt };
      }),
  ];
}

const takenBack = (entry: CreditEntry, recordedAt: Date): CreditEntry => ({
  ...entry,
  ...{ id: `${entry.id}:back`, points: -entry.points, reverses: entry.id, recordedAt },
});
