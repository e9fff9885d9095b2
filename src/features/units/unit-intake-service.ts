import { later, type Clock } from '../../kernel/clock.js';
import { InvalidInput, NotFound, type FieldErrors } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Counters } from '../../platform/counters.js';
import type { Round, Rounds } from '../rounds/index.js';
import { GENESIS, sealEvent } from './custody.js';
import {
  checkRows,
  previewOf,
  readUnitCsv,
  toNewUnit,
  unitProblems,
  type ImportRules,
  type NewUnit,
  type Preview,
} from './unit-csv.js';
import type { UnitQueries } from './unit-queries.js';
import type { UnitStore } from './unit-store.js';
import type { Unit } from './unit.js';

export interface UnitIntakeDeps {
  readonly units: UnitStore;
  readonly queries: UnitQueries;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly counters: Counters;
  readonly clock: Clock;
}

export type UnitIntake = ReturnType<typeof createUnitIntake>;

/** How units come into stock: typed in one by one, or from a table. */
export function createUnitIntake(deps: UnitIntakeDeps) {
  const { units, queries, rounds, counters, clock } = deps;

  async function roundFor(slug: string): Promise<Round> {
    const round = await rounds.service.roundBySlug(slug);
    if (!round) throw new InvalidInput({ round: { code: 'not_a_choice' } });
    return round;
  }

  async function rulesFor(round: Round, fresh: readonly NewUnit[]): Promise<ImportRules> {
    const [model, taken] = await Promise.all([
      rounds.service.modelByCode(round.modelCode),
      queries.taken(fresh),
    ]);
    if (!model) throw new NotFound();
    return { revisions: model.hardwareRevisions, ...taken };
  }

  async function store(round: Round, fresh: readonly NewUnit[], byId: string): Promise<Unit[]> {
    const made: Unit[] = [];
    for (const [index, one] of fresh.entries()) {
      // A millisecond apart, so that lists keep the order of the table.
      const at = later(clock.now(), index);
      made.push(newUnit(one, round, await counters.nextRef('unit'), at, byId));
    }
    await units.add(made);
    return made;
  }

  async function preview(slug: string, csv: string): Promise<Preview> {
    const round = await roundFor(slug);
    const reading = readUnitCsv(csv);
    if ('problem' in reading) return previewOf([], reading.problem);
    const fresh = reading.lines.map(({ cells }) => toNewUnit(cells));
    return previewOf(checkRows(reading.lines, await rulesFor(round, fresh)));
  }

  return {
    preview,

    /** One unit, typed in. */
    async add(slug: string, fresh: NewUnit, adminId: string): Promise<Unit> {
      const round = await roundFor(slug);
      const problems = unitProblems(fresh, await rulesFor(round, [fresh]));
      if (problems.length > 0) throw new InvalidInput(fieldsOf(problems));
      const [unit] = await store(round, [fresh], adminId);
      return unit!;
    },

    /** Reads the table again; a bad row refuses all of it unless only the good rows are wanted. */
    async importTable(
      slug: string,
      csv: string,
      { onlyGood, adminId }: { readonly onlyGood: boolean; readonly adminId: string },
    ): Promise<number> {
      const round = await roundFor(slug);
      const { good, badCount, problem } = await preview(slug, csv);
      if (problem) throw new InvalidInput({ csv: problem });
      if (badCount > 0 && !onlyGood)
        throw new InvalidInput({ csv: { code: 'units.bad_rows', facts: { count: badCount } } });
      if (good.length === 0) throw new InvalidInput({ csv: { code: 'units.no_good_row' } });
      return (await store(round, good, adminId)).length;
    },
  };
}

const fieldsOf = (problems: ReturnType<typeof unitProblems>): FieldErrors =>
  Object.fromEntries(problems.map(({ field, code, facts = {} }) => [field, { code, facts }]));

function newUnit(fresh: NewUnit, round: Round, ref: string, at: Date, byId: string): Unit {
  const event = sealEvent(GENESIS, {
    at,
    byId,
    action: 'register',
    from: null,
    to: 'in_stock',
    // The chain begins with the very phone, so that it can't be hung on another one.
    facts: { ref, serial: fresh.serial, imei: fresh.imei ?? '', revision: fresh.hardwareRevision },
  });
  return {
    ...fresh,
    id: newId(at),
    ref,
    modelCode: round.modelCode,
    roundId: round.id,
    state: 'in_stock',
    holderId: null,
    allocationId: null,
    boxCode: null,
    returnBy: null,
    lastSeenAt: null,
    seq: event.seq,
    events: [event],
    createdAt: at,
  };
}
