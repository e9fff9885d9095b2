import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import type { Program } from './program.js';
import type { NewRound, RoundEdit } from './round-input.js';
import type { ProgramQueries } from './round-queries.js';
import type { RoundStore } from './round-store.js';
import {
  isFormFrozen,
  makeAgreement,
  NO_SCORING,
  OPEN_TO_ALL,
  reviseAgreement,
  roundPhase,
  wholeQuota,
  type Round,
} from './round.js';

export interface RoundServiceDeps {
  readonly rounds: RoundStore;
  readonly programs: Pick<ProgramQueries, 'programById' | 'programBySlug'>;
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
        questions: typed.questions,
        agreement: makeAgreement(1, agreementText(typed)),
        earlierAgreements: [],
        mode: 'merit',
        spillsOver: true,
        waitlistPlaces: 0,
        cohortQuestion: null,
        eligibility: OPEN_TO_ALL,
        scoring: NO_SCORING,
        publishedAt: null,
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
      const isChanged = await rounds.change(round.id, typed.revision, {
        ...wordsOf(typed),
        ...formOf(typed, round, program, clock.now()),
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
  seats: typed.seats,
  quotas: [wholeQuota('merit', typed.seats)],
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

/** Opening time and questions: as typed until the round opens, from then on as they were. */
function formOf(typed: RoundEdit, round: Round, program: Program, now: Date) {
  if (isFormFrozen(roundPhase(round, now))) {
    if (typed.opensAt !== undefined) throw new Conflict('rounds.has_opened');
    return { ...timesOf(round.opensAt, typed.closesAt, program), questions: round.questions };
  }
  if (typed.opensAt === undefined) throw new InvalidInput({ opensAt: { code: 'required' } });
  return { ...timesOf(typed.opensAt, typed.closesAt, program), questions: typed.questions };
}
