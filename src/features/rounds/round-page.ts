import type { Language, Viewer } from '../../kernel/people.js';
import { hasRole } from '../../kernel/people.js';
import type { Page } from '../../kernel/page-request.js';
import { toLocalTime } from '../../kernel/time-zone.js';
import { canApply } from '../accounts/index.js';
import type { Application } from './application.js';
import type { DeviceModel, Program } from './program.js';
import { QUESTION_ROWS, toRow } from './question-rows.js';
import type { ModelWithBuilds, RoundRow } from './round-queries.js';
import { isFormFrozen, OFFER_HOURS, roundPhase, type Round, type RoundPhase } from './round.js';
import { answerField, type Question } from './screening.js';

const TONES: Record<RoundPhase, string> = {
  draft: 'warn',
  announced: 'info',
  open: 'ok',
  closed: '',
  drawn: 'info',
  claimed: 'info',
  running: 'ok',
  ended: '',
};

const withPhase = (now: Date) => (round: RoundRow) => {
  const phase = roundPhase(round, now);
  return { ...round, phase, tone: TONES[phase], isOpen: phase === 'open' };
};

/** The list of visitors in three groups: open now, coming, over; within each the newest first. */
export function roundListModel(
  { rows, next }: Page<RoundRow>,
  after: string | undefined,
  now: Date,
) {
  const rounds = rows.map(withPhase(now));
  const those = (...phases: readonly RoundPhase[]) =>
    rounds.filter((round) => phases.includes(round.phase));
  const groups = [
    { key: 'open', rounds: those('open') },
    { key: 'coming', rounds: those('announced') },
    { key: 'over', rounds: those('closed', 'drawn', 'claimed', 'running', 'ended') },
  ];
  return { groups: groups.filter((group) => group.rounds.length > 0), next, after, wide: true };
}

export const adminListModel = (
  { rows, next }: Page<RoundRow>,
  after: string | undefined,
  programCount: number,
  now: Date,
) => ({ rows: rows.map(withPhase(now)), next, after, hasPrograms: programCount > 0, wide: true });

/** What the button of a round page leads to. */
export type ApplyDoor =
  'apply' | 'change' | 'again' | 'sign_in' | 'staff' | 'announced' | 'closed' | 'ended' | 'draft';

export function applyDoor(
  phase: RoundPhase,
  viewer: Viewer | undefined,
  application: Pick<Application, 'state'> | undefined,
): ApplyDoor {
  if (phase === 'drawn' || phase === 'claimed' || phase === 'running') return 'closed';
  if (phase !== 'open') return phase;
  if (!viewer) return 'sign_in';
  if (!canApply(viewer)) return 'staff';
  if (!application) return 'apply';
  return application.state === 'submitted' ? 'change' : 'again';
}

export interface RoundView {
  readonly round: Round;
  readonly program: Program | undefined;
  readonly model: DeviceModel | undefined;
  readonly application: Application | undefined;
}

/** The stage a moment of the round is in, for `partials/timeline`. */
const stage = (phase: RoundPhase, now: readonly RoundPhase[], ahead: readonly RoundPhase[]) =>
  ahead.includes(phase) ? 'ahead' : now.includes(phase) ? 'now' : '';

export function roundModel(view: RoundView, viewer: Viewer | undefined, now: Date) {
  const { round, application } = view;
  const phase = roundPhase(round, now);
  return {
    ...view,
    phase,
    tone: TONES[phase],
    door: applyDoor(phase, viewer, application),
    canEdit: hasRole(viewer, 'admin'),
    canWithdraw: phase === 'open' && application?.state === 'submitted',
    isWithdrawn: application?.state === 'withdrawn',
    stages: {
      opens: stage(phase, ['open'], ['draft', 'announced']),
      closes: stage(
        phase,
        ['closed', 'drawn', 'claimed', 'running'],
        ['draft', 'announced', 'open'],
      ),
      ended: phase === 'ended' ? '' : 'ahead',
    },
    wide: true,
  };
}

/** A question as a field of the application form, in the reader's language. */
function questionField(question: Question, language: Language, answers: Application['answers']) {
  return {
    name: answerField(question.key),
    label: question.label[language],
    kind: question.kind,
    optional: !question.required,
    value: Object.hasOwn(answers, question.key) ? answers[question.key] : '',
    options: (question.options ?? []).map((option) => ({
      value: option.value,
      label: option.label[language],
    })),
  };
}

export function applyModel(
  round: Round,
  application: Application | undefined,
  language: Language,
  labels: Readonly<Record<string, string>>,
) {
  const fields = round.questions.map((question) =>
    questionField(question, language, application?.answers ?? {}),
  );
  return {
    round,
    application,
    city: application?.city ?? '',
    fields,
    isChange: application?.state === 'submitted',
    labels: { ...labels, ...Object.fromEntries(fields.map(({ name, label }) => [name, label])) },
  };
}

/** Who reads a list of answers: question and answer in words, in the order asked. */
export const answerFacts = (
  round: Pick<Round, 'questions'>,
  answers: Application['answers'],
  language: Language,
) =>
  round.questions.map((question) => {
    const answer = Object.hasOwn(answers, question.key) ? (answers[question.key] ?? '') : '';
    const option = question.options?.find((one) => one.value === answer);
    return { label: question.label[language], text: option ? option.label[language] : answer };
  });

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
  form: { offerHours: OFFER_HOURS },
  questions: questionRows([]),
  wide: true,
});

export function editRoundModel(
  round: Round,
  program: Program,
  applicationCount: number,
  now: Date,
) {
  const phase = roundPhase(round, now);
  const isFrozen = isFormFrozen(phase);
  const opensAt = toLocalTime(round.opensAt, program.zone);
  return {
    round,
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
      seats: round.seats,
      offerHours: round.offerHours,
    },
    questions: isFrozen ? [] : questionRows(round.questions),
    wide: true,
  };
}

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
