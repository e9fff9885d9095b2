import type { Language } from '../../kernel/people.js';
import type { Page } from '../../kernel/page-request.js';
import { toLocalTime } from '../../kernel/time-zone.js';
import { cohortLabel } from './odds.js';
import type { Program } from './program.js';
import { QUESTION_ROWS, toRow } from './question-rows.js';
import { QUOTA_ROWS, toQuotaRow } from './quota-rows.js';
import { TONES, withPhase } from './round-page.js';
import { roundLinks } from './round-links.js';
import type { ModelWithBuilds, RoundRow } from './round-queries.js';
import { isFormFrozen, OFFER_HOURS, roundPhase, type Quota, type Round } from './round.js';
import type { Question } from './screening.js';

export const adminListModel = (
  { rows, next }: Page<RoundRow>,
  after: string | undefined,
  programCount: number,
  now: Date,
) => ({ rows: rows.map(withPhase(now)), next, after, hasPrograms: programCount > 0, wide: true });

const CITIES_SHOWN = 12;

const quotaRows = (quotas: readonly Quota[]) =>
  QUOTA_ROWS.map((row, index) => ({
    row,
    name: `quota${row}`,
    ...toQuotaRow(quotas[index]),
    isOpen: index < Math.max(quotas.length, 1),
  }));

const questionRows = (questions: readonly Question[]) =>
  QUESTION_ROWS.map((row, index) => ({
    row,
    name: `q${row}`,
    ...toRow(questions[index]),
    isOpen: index <= questions.length,
  }));

/** The empty form of a new round. */
export const newRoundModel = (programs: readonly Program[], language: Language) => ({
  programs: programs.map(({ slug, name, zone }) => ({
    value: slug,
    label: `${name[language]} (${zone})`,
  })),
  form: { offerHours: OFFER_HOURS, spillsOver: true, waitlistPlaces: 0, maxWeight: 1 },
  questions: questionRows([]),
  quotas: quotaRows([]),
  wide: true,
});

export function editRoundModel(
  round: Round,
  program: Program,
  applicationCount: number,
  cities: readonly { readonly city: string; readonly count: number }[],
  now: Date,
) {
  const phase = roundPhase(round, now);
  const isFrozen = isFormFrozen(round.mode, phase);
  const opensAt = toLocalTime(round.opensAt, program.zone);
  return {
    round,
    links: roundLinks(round),
    phase,
    tone: TONES[phase],
    program,
    applicationCount,
    isFrozen,
    canPublish: phase === 'draft',
    canEnd: phase !== 'draft' && phase !== 'ended',
    form: {
      opensAt,
      openedAt: opensAt.replace('T', ' '),
      closesAt: toLocalTime(round.closesAt, program.zone),
      offerHours: round.offerHours,
      ...termsForm(round),
    },
    cities: cities.slice(0, CITIES_SHOWN).map(({ city, count }) => ({ label: city, value: count })),
    questions: isFrozen ? [] : questionRows(round.questions),
    quotas: isFrozen ? round.quotas.map(inWords(round)) : quotaRows(round.quotas),
    wide: true,
  };
}

/** The fields about who gets a seat, as the form names them. */
const termsForm = ({ eligibility, scoring, ...round }: Round) => ({
  spillsOver: round.spillsOver,
  waitlistPlaces: round.waitlistPlaces,
  cohortQuestion: String(
    round.questions.findIndex(({ key }) => key === round.cohortQuestion) + 1 || '',
  ),
  ...eligibility,
  cities: eligibility.cities.join(', '),
  ...scoring,
});

const inWords = (round: Round) => (quota: Quota) => ({
  ...quota,
  cohortLabel: cohortLabel(round, quota.cohort),
});

export const programsModel = (
  programs: readonly Program[],
  models: readonly ModelWithBuilds[],
  programZone: string,
) => ({
  programs,
  models: models.map(({ builds, ...model }) => ({
    ...model,
    revisions: model.hardwareRevisions.join(', '),
    latestBuild: builds.at(-1)?.version,
    buildCount: builds.length,
  })),
  modelChoices: models.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
  programZone,
  wide: true,
});
