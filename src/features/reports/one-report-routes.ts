import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import { download, json, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Receiver, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { AnswerChoice } from '../canned-answers/index.js';
import { answerModel, authorModel, privateModel } from './answer-page.js';
import type { AttachmentNames } from './attachment-names.js';
import type { IntakeLimits, IntakeService } from './intake-service.js';
import type { KnownOf } from './known.js';
import * as input from './report-input.js';
import { reportModel, type Choice } from './report-page.js';
import type { FileService } from './file-service.js';
import type { ReportService } from './report-service.js';
import type { Report } from './report.js';

export type DefectChoices = (modelCode: string) => Promise<readonly Choice[]>;
/** The canned answers that fit a report, filled for it. */
export type AnswersFor = (report: Report) => Promise<readonly AnswerChoice[]>;

export interface OneReportDeps {
  readonly service: ReportService;
  readonly fileService: FileService;
  readonly intake: IntakeService;
  readonly people: Pick<Accounts, 'cards'>;
  readonly limits: IntakeLimits & { readonly fileBytes: number };
  readonly clock: Clock;
  readonly names: AttachmentNames;
  readonly answersFor: AnswersFor;
  readonly defectChoices?: DefectChoices;
  readonly known?: KnownOf;
  /** What the desk puts beside a report that QA reads; a later feature brings it. */
  readonly beside?: BesideOf;
}

export type BesideOf = (report: Report, viewer: Viewer) => Promise<object>;

export type Values = Readonly<Record<string, unknown>>;
type Show = (
  ref: string,
  viewer: Viewer,
  values?: Values,
  canned?: { readonly answer?: string | undefined; readonly words?: string | undefined },
) => Promise<Reply>;

const again =
  (show: Show) =>
  ({ params, viewer, values }: Retry<Viewer>): Promise<Reply> =>
    show(params['ref'] ?? '', viewer, values);

const isText = (value: unknown): value is string => typeof value === 'string';
const textOf = (value: unknown): string | undefined => (isText(value) ? value : undefined);
/** Ids that a refused form already had; the files are still there. */
export const stagedIds = (values: Values): string[] => [values['staged']].flat().filter(isText);
/** A refused form keeps its key, so that sending it again is still the same form. */
export const keyOf = (values: Values): string => textOf(values['clientKey']) ?? randomUUID();

/** Everything below `/reports/:ref`. */
export function oneReportRoutes(deps: OneReportDeps, files: Receiver): readonly Route[] {
  const show = createReportPage(deps);
  return [
    ...conversationRoutes(deps, show, files),
    ...staffRoutes(deps, show),
    ...privateRoutes(deps, show),
    ...fileRoutes(deps, show),
  ];
}

function createReportPage(deps: OneReportDeps): Show {
  const { service, intake, people, limits, clock, names } = deps;
  return async (ref, viewer, values = {}, canned = {}) => {
    const { report, canRead } = await service.look(ref, viewer);
    const title = text('reports.show.title', { ref: report.ref });
    const named = [
      report.personId,
      report.assigneeId,
      ...report.messages.map((message) => message.byId),
      ...report.events.flatMap((event) => [event.byId, event.toId]),
    ];
    if (!canRead) {
      const cards = await people.cards(named.slice(0, 2).filter(isText));
      return page('reports/private', title, privateModel(report, viewer, cards));
    }
    const answers = hasRole(viewer, 'qa') && report.personId !== viewer.id;
    const [cards, defectChoices, staged, known, choices, beside] = await Promise.all([
      people.cards(named.filter(isText)),
      isStaff(viewer) ? (deps.defectChoices?.(report.modelCode) ?? []) : [],
      intake.stagedOf(viewer, stagedIds(values)),
      deps.known?.(report) ?? new Map<string, never>(),
      answers ? deps.answersFor(report) : [],
      answers ? deps.beside?.(report, viewer) : undefined,
    ]);
    const facts = { report, viewer, people: cards, now: clock.now() };
    const model = reportModel({
      ...{ ...facts, defectChoices, staged, limits, names, known },
      messageKey: keyOf(values),
    });
    const edition = textOf(values['basedOn']);
    return page('reports/show', title, {
      ...model,
      ...answerModel({ ...facts, choices, edition, ...canned }),
      ...authorModel(facts),
      beside,
    });
  };
}

/** The report and what is said about it, for its author and for staff. */
const conversationRoutes = ({ service }: OneReportDeps, show: Show, files: Receiver): Route[] => [
  get('/reports/:ref', {
    access: 'member',
    input: input.showReport,
    handle: ({ input: { ref, ...canned }, viewer }) => show(ref, viewer, {}, canned),
  }),
  post('/reports/:ref/messages', {
    access: 'member',
    input: input.sendMessage,
    retry: again(show),
    async handle({ input: { ref, clientKey, text, internal, action, basedOn }, viewer }) {
      await service.say(ref, viewer, {
        ...{ text, internal, basedOn, key: clientKey ?? randomUUID() },
        action: action === 'reply' ? undefined : action,
      });
      return redirect(`/reports/${ref}#latest`, 'reports.flash.said');
    },
  }),
  post('/reports/:ref/files', {
    access: 'tester',
    receive: files,
    input: input.addFiles,
    retry: again(show),
    async handle({ input: { ref, ...words }, viewer, files }) {
      await service.addFiles(ref, viewer, { ...words, files });
      return redirect(`/reports/${ref}#latest`, 'reports.flash.said');
    },
  }),
  post('/reports/:ref/withdraw', {
    access: 'tester',
    input: input.nameReport,
    retry: again(show),
    async handle({ input, viewer }) {
      await service.withdraw(input.ref, viewer);
      return redirect(`/reports/${input.ref}`, 'reports.flash.withdrawn');
    },
  }),
];

const staffRoutes = ({ service, answersFor }: OneReportDeps, show: Show): Route[] => [
  post('/reports/:ref/assign', {
    access: 'qa',
    input: input.takeReport,
    retry: again(show),
    async handle({ input: { ref, from }, viewer }) {
      await service.assign(ref, viewer, from);
      return redirect(`/reports/${ref}`, 'reports.flash.assigned');
    },
  }),
  post('/reports/:ref/status', {
    access: 'staff',
    input: input.changeStatus,
    retry: again(show),
    async handle({ input, viewer }) {
      await service.changeStatus(input.ref, viewer, input.action);
      return redirect(`/reports/${input.ref}`, 'reports.flash.moved');
    },
  }),
  /** What a script puts into the box when an answer is chosen: `{ language, text, missing }`. */
  get('/reports/:ref/answers/:answer', {
    access: 'qa',
    input: input.nameAnswer,
    async handle({ input, viewer }) {
      const report = await service.visible(input.ref, viewer);
      const choice = (await answersFor(report)).find(({ ref }) => ref === input.answer);
      if (!choice) throw new NotFound();
      const { text: words, missing } = choice;
      return json({ language: report.language, text: words, missing });
    },
  }),
];

const privateRoutes = ({ service }: OneReportDeps, show: Show): Route[] => [
  post('/reports/:ref/private', {
    access: 'qa',
    input: input.nameReport,
    retry: again(show),
    async handle({ input, viewer }) {
      await service.makePrivate(input.ref, viewer);
      return redirect(`/reports/${input.ref}`, 'reports.flash.private');
    },
  }),
  post('/reports/:ref/private/lift', {
    access: 'member',
    input: input.giveReason,
    retry: again(show),
    async handle({ input: { ref, reason }, viewer }) {
      await service.liftPrivate(ref, viewer, reason);
      return redirect(`/reports/${ref}`, 'reports.flash.lifted');
    },
  }),
  post('/reports/:ref/open', {
    access: 'admin',
    input: input.giveReason,
    retry: again(show),
    async handle({ input: { ref, reason }, viewer }) {
      await service.openPrivate(ref, viewer, reason);
      return redirect(`/reports/${ref}`);
    },
  }),
];

const fileRoutes = ({ fileService }: OneReportDeps, show: Show): Route[] => [
  get('/reports/:ref/files/:n', {
    access: 'member',
    input: input.nameFile,
    async handle({ input, viewer }) {
      const { path, name } = await fileService.fetchFile(input.ref, input.n, viewer);
      return download(path, name);
    },
  }),
  post('/reports/:ref/files/:n', {
    access: 'admin',
    input: input.overrideFile,
    retry: again(show),
    async handle({ input: { ref, n, reason }, viewer }) {
      await fileService.override(ref, n, viewer, reason);
      return redirect(`/reports/${ref}/files/${n}`);
    },
  }),
];
