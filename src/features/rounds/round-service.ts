import { isDeepStrictEqual } from 'node:util';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound, type FieldErrors } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import type { Program } from './program.js';
import type { NewRound, RoundEdit } from './round-input.js';
import type { ProgramQueries } from './round-queries.js';
import type { RoundStore } from './round-store.js';
import { quotaField } from './quota-rows.js';
import {
  isFormFrozen,
  mainMode,
  makeAgreement,
  reviseAgreement,
  roundPhase,
  seatCount,
  type Round,
} from './round.js';

export interface RoundServiceDeps {
  readonly rounds: RoundStore;
  readonly programs: Pick<ProgramQueries, 'programById' | 'programBySlug' | 'modelByCode'>;
  readonly clock: Clock;
}

export type RoundService = ReturnType<typeof createRoundService>;

/** What an admin does with rounds. Times arrive as typed, on the wall of the programme's zone. */
export function createRoundService({ rounds, programs, clock }: RoundServiceDeps) {
  async function existing(slug: string): Promise<Round> {
    const round = await rounds.bySlug(slug);
    if (!round) throw new NotFound();
    return round;
  }

  /** What decides who gets a seat. A revision that the model lacks could never be bound. */
  async function termsOf(typed: NewRound | RoundEdit, { modelCode }: Pick<Program, 'modelCode'>) {
    if (typed.quotas.length === 0)
      throw new InvalidInput({ [quotaField(1, 'Seats')]: { code: 'required' } });
    const known = (await programs.modelByCode(modelCode))?.hardwareRevisions ?? [];
    const faults = typed.quotas
      .filter(({ quota }) => quota.hardwareRevision && !known.includes(quota.hardwareRevision))
      .map(({ row }) => [
        quotaField(row, 'Revision'),
        { code: 'rounds.unknown_revision', facts: { revisions: known.join(', ') } },
      ]);
    if (faults.length > 0) throw new InvalidInput(Object.fromEntries(faults) as FieldErrors);
    const quotas = typed.quotas.map(({ quota }) => quota);
    return {
      mode: mainMode(quotas),
      seats: seatCount(quotas),
      quotas,
      spillsOver: typed.spillsOver,
      waitlistPlaces: typed.waitlistPlaces,
      cohortQuestion: typed.cohortQuestion,
      eligibility: typed.eligibility,
      scoring: typed.scoring,
      questions: typed.questions,
    };
  }

  /** Times and terms: as typed until people may apply, from then on only a later closing time. */
  async function editedTerms(typed: RoundEdit, round: Round, program: Program) {
    if (isFormFrozen(round.mode, roundPhase(round, clock.now()))) {
      if (typed.opensAt !== undefined || typed.quotas.length > 0)
        throw new Conflict('rounds.has_opened');
      return { closesAt: laterClosing(round, parseLocalTime(typed.closesAt, program.zone)) };
    }
    if (typed.opensAt === undefined) throw new InvalidInput({ opensAt: { code: 'required' } });
    return {
      ...timesOf(typed.opensAt, typed.closesAt, program),
      ...(await termsOf(typed, program)),
    };
  }

  return {
    /** A draft; nobody but admins sees it until it is published. */
    async add(typed: NewRound): Promise<Round> {
      const program = await programs.programBySlug(typed.program);
      if (!program) throw new InvalidInput({ program: { code: 'not_a_choice' } });
      const round: Round = {
        id: newId(clock.now()),
        slug: typed.slug,
        programId: program.id,
        modelCode: program.modelCode,
        ...wordsOf(typed),
        ...timesOf(typed.opensAt, typed.closesAt, program),
        ...(await termsOf(typed, program)),
        agreement: makeAgreement(1, agreementText(typed)),
        earlierAgreements: [],
        publishedAt: null,
        revisedAt: null,
        frozenAt: null,
        decidedAt: null,
        runningAt: null,
        endedAt: null,
        revision: 0,
        createdAt: clock.now(),
      };
      await rounds.add(round);
      return round;
    },

    /** Refuses with a Conflict when somebody else edited the round since it was read. */
    async edit(typed: RoundEdit): Promise<void> {
      const round = await existing(typed.slug);
      const program = await programs.programById(round.programId);
      if (!program) throw new NotFound();
      const agreement = reviseAgreement(round.agreement, agreementText(typed));
      const terms = await editedTerms(typed, round, program);
      const isChanged = await rounds.change(round, typed.revision, {
        ...wordsOf(typed),
        ...terms,
        revisedAt: isRevised(round, terms) ? clock.now() : round.revisedAt,
        agreement,
        earlierAgreements:
          agreement === round.agreement
            ? round.earlierAgreements
            : [...round.earlierAgreements, round.agreement],
      });
      if (!isChanged) throw new Conflict('rounds.changed_meanwhile');
    },

    /** Its list of applicants was taken. True for whoever writes it down first. */
    recordFrozen: (roundId: string, at: Date) => rounds.record(roundId, 'frozenAt', at),
    /** Its seats were drawn, scored or claimed out. */
    recordDecided: (roundId: string, at: Date) => rounds.record(roundId, 'decidedAt', at),
    /** Its first unit was accepted. */
    recordRunning: (roundId: string, at: Date) => rounds.record(roundId, 'runningAt', at),

    async publish(slug: string): Promise<void> {
      const { id } = await existing(slug);
      if (!(await rounds.publish(id, clock.now()))) throw new Conflict('rounds.cannot_publish');
    },
    /** Closes the round for good, at once. */
    async end(slug: string): Promise<void> {
      const { id } = await existing(slug);
      if (!(await rounds.end(id, clock.now()))) throw new Conflict('rounds.cannot_end');
    },
  };
}

const bilingual = (en: string, zh: string) => ({ en, 'zh-CN': zh });

const wordsOf = (typed: NewRound | RoundEdit) => ({
  title: bilingual(typed.titleEn, typed.titleZh),
  summary: bilingual(typed.summaryEn, typed.summaryZh),
  offerHours: typed.offerHours,
});

const agreementText = (typed: NewRound | RoundEdit) =>
  bilingual(typed.agreementEn, typed.agreementZh);

function timesOf(opens: string | Date, closes: string, { zone }: Pick<Program, 'zone'>) {
  const opensAt = typeof opens === 'string' ? parseLocalTime(opens, zone) : opens;
  const closesAt = parseLocalTime(closes, zone);
  if (closesAt <= opensAt)
    throw new InvalidInput({ closesAt: { code: 'rounds.closes_before_opens' } });
  return { opensAt, closesAt };
}

/** The minutes of the form drop the seconds that a stored time may have. */
const minuteOf = (at: Date): number => Math.floor(at.getTime() / MINUTE);

/** Whoever counted on the announced closing time may still come; a list once taken stays closed. */
function laterClosing(round: Round, closesAt: Date): Date {
  const moved = minuteOf(closesAt) - minuteOf(round.closesAt);
  const isListed = round.frozenAt !== null || round.decidedAt !== null;
  if (isListed && moved !== 0)
    throw new InvalidInput({ closesAt: { code: 'rounds.closing_fixed' } });
  if (moved < 0) throw new InvalidInput({ closesAt: { code: 'rounds.closes_earlier' } });
  return moved === 0 ? round.closesAt : closesAt;
}

/** Whether an announced round gets other dates or terms than people have read. */
const isRevised = (round: Round, terms: Partial<Round>): boolean =>
  round.publishedAt !== null &&
  Object.entries(terms).some(([name, value]) => !isSame(round[name as keyof Round], value));

const isSame = (one: unknown, other: unknown): boolean =>
  one instanceof Date && other instanceof Date
    ? minuteOf(one) === minuteOf(other)
    : isDeepStrictEqual(one, other);
