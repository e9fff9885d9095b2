import type { Language, Viewer } from '../../kernel/people.js';
import { hasRole } from '../../kernel/people.js';
import type { Page } from '../../kernel/page-request.js';
import { canApply } from '../accounts/index.js';
import type { Application } from './application.js';
import { personReasons, type ApplicantHistory, type IneligibilityReason } from './eligibility.js';
import { cohortLabel, oddsOf, type ApplicantGroup } from './odds.js';
import type { DeviceModel, Program } from './program.js';
import type { RoundRow } from './round-queries.js';
import {
  OPEN_TO_ALL,
  roundPhase,
  takesApplications,
  type Round,
  type RoundMode,
  type RoundPhase,
} from './round.js';
import { answerField, type Question } from './screening.js';

export const TONES: Record<RoundPhase, string> = {
  draft: 'warn',
  announced: 'info',
  open: 'ok',
  closed: '',
  drawn: 'info',
  claimed: 'info',
  running: 'ok',
  ended: '',
};

const APPLICATION_TONES: Record<Application['state'], string> = {
  submitted: 'ok',
  withdrawn: '',
  set_aside: 'warn',
};

export const withPhase = (now: Date) => (round: RoundRow) => {
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

/** What the button of a round page leads to. */
export type ApplyDoor =
  | 'apply'
  | 'register'
  | 'change'
  | 'again'
  | 'set_aside'
  | 'sign_in'
  | 'staff'
  | Exclude<RoundPhase, 'open'>;

export function applyDoor(
  mode: RoundMode,
  phase: RoundPhase,
  viewer: Viewer | undefined,
  application: Pick<Application, 'state'> | undefined,
): ApplyDoor {
  if (application?.state === 'set_aside') return 'set_aside';
  if (phase !== 'open' && !takesApplications(mode, phase)) return phase;
  if (!viewer) return 'sign_in';
  if (!canApply(viewer)) return 'staff';
  if (!application) return phase === 'open' ? 'apply' : 'register';
  return application.state === 'submitted' ? 'change' : 'again';
}

export interface RoundView {
  readonly round: Round;
  readonly program: Program | undefined;
  readonly model: DeviceModel | undefined;
  readonly application: Application | undefined;
  readonly groups: readonly ApplicantGroup[];
  readonly isReminded: boolean;
  /** Why the viewer's application would get no seat as things stand. */
  readonly reasons: readonly IneligibilityReason[];
}

/** The stage a moment of the round is in, for `partials/timeline`. */
const stage = (phase: RoundPhase, now: readonly RoundPhase[], ahead: readonly RoundPhase[]) =>
  ahead.includes(phase) ? 'ahead' : now.includes(phase) ? 'now' : '';

export function roundModel(view: RoundView, viewer: Viewer | undefined, now: Date) {
  const { round, application } = view;
  const phase = roundPhase(round, now);
  const isTaking = takesApplications(round.mode, phase);
  const modes = [...new Set(round.quotas.map(({ mode }) => mode))];
  return {
    ...view,
    phase,
    tone: TONES[phase],
    door: applyDoor(round.mode, phase, viewer, application),
    canEdit: hasRole(viewer, 'admin'),
    canRemind: phase === 'announced' && viewer !== undefined,
    canWithdraw: isTaking && application?.state === 'submitted',
    isSubmitted: application?.state === 'submitted',
    applicationTone: application && APPLICATION_TONES[application.state],
    isWeighted: round.scoring.maxWeight > 1,
    opensText: round.mode === 'first_come' ? 'claims_text' : 'opens_text',
    isBeforeClosing: phase === 'announced' || phase === 'open',
    isOpen: phase === 'open',
    modes,
    hasSelection: modes.includes('draw') || modes.includes('merit'),
    quotas: quotaLines(view),
    asks: { ...round.eligibility, any: asksAnything(round) },
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

const asksAnything = ({ eligibility }: Pick<Round, 'eligibility'>): boolean =>
  Object.keys(OPEN_TO_ALL).some((name) => {
    const asked = eligibility[name as keyof Round['eligibility']];
    return typeof asked === 'object' ? asked.length > 0 : Boolean(asked);
  });

/** Each quota in words, and what is known of its odds; codes are not applied for beforehand. */
const quotaLines = ({ round, groups }: Pick<RoundView, 'round' | 'groups'>) =>
  oddsOf(round, groups).map(({ quota, applicants, oneIn }) => ({
    ...quota,
    cohortLabel: cohortLabel(round, quota.cohort),
    isCounted: quota.mode !== 'invite',
    isDrawn: quota.mode === 'draw',
    applicants,
    oneIn,
    hasRoom: applicants <= quota.seats,
  }));

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
  history: ApplicantHistory,
  now: Date,
  language: Language,
  labels: Readonly<Record<string, string>>,
) {
  const fields = round.questions.map((question) =>
    questionField(question, language, application?.answers ?? {}),
  );
  const reasons = personReasons(round, history, now);
  const canSend = reasons.every(({ mayPass }) => mayPass);
  const isChange = application?.state === 'submitted';
  return {
    round,
    application,
    city: application?.city ?? '',
    contact: application?.contact,
    fields,
    reasons,
    canSend,
    words: {
      heading: isChange ? 'change' : 'heading',
      send: isChange ? 'save' : 'send',
      reasons: canSend ? 'may_pass' : 'no_seat',
    },
    isBeforeOpening: now < round.opensAt,
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
