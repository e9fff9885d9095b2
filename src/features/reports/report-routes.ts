import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { InvalidInput } from '../../kernel/errors.js';
import { isStaff, type Viewer } from '../../kernel/people.js';
import { download, json, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Receiver, type Retry, type Route } from '../../web/route.js';
import type { createUploads } from '../../web/upload.js';
import type { Accounts } from '../accounts/index.js';
import type { PromiseFeature } from '../promise/index.js';
import type { Units } from '../units/index.js';
import type { AttachmentNames } from './attachment-names.js';
import type { KnownOf } from './known.js';
import type { IntakeLimits, IntakeService } from './intake-service.js';
import * as input from './report-input.js';
import { formModel, listModel, reportModel, type Choice } from './report-page.js';
import type { ReportQueries } from './report-queries.js';
import type { ReportService } from './report-service.js';
import type { createSubmitService } from './submit-service.js';

export type DefectChoices = (modelCode: string) => Promise<readonly Choice[]>;

export interface ReportRoutesDeps {
  readonly service: ReportService;
  readonly submit: ReturnType<typeof createSubmitService>;
  readonly queries: ReportQueries;
  readonly intake: IntakeService;
  readonly units: Pick<Units, 'service'>;
  readonly people: Pick<Accounts, 'cards'>;
  readonly uploads: ReturnType<typeof createUploads>;
  readonly limits: IntakeLimits & { readonly fileBytes: number };
  readonly clock: Clock;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly defectChoices?: DefectChoices;
  readonly names: AttachmentNames;
  readonly known?: KnownOf;
}

export function reportRoutes(deps: ReportRoutesDeps): readonly Route[] {
  const { filesPerReport, reportBytes, fileBytes } = deps.limits;
  const files = deps.uploads.receiver({
    field: 'files',
    files: filesPerReport,
    filesBytes: reportBytes,
  });
  const file = deps.uploads.receiver({ field: 'file', files: 1, filesBytes: fileBytes });
  const show = createReportPage(deps);
  return [
    ...formRoutes(deps, files, file),
    ...conversationRoutes(deps, show, files),
    ...staffRoutes(deps, show),
    ...fileRoutes(deps, show),
  ];
}

type Values = Readonly<Record<string, unknown>>;
type Show = (ref: string, viewer: Viewer, values?: Values) => Promise<Reply>;
const again =
  (show: Show) =>
  ({ params, viewer, values }: Retry<Viewer>): Promise<Reply> =>
    show(params['ref'] ?? '', viewer, values);

const isText = (value: unknown): value is string => typeof value === 'string';
/** Ids that a refused form already had; the files are still there. */
const stagedIds = (values: Values): string[] => [values['staged']].flat().filter(isText);
/** A refused form keeps its key, so that sending it again is still the same form. */
const keyOf = (values: Values): string =>
  isText(values['clientKey']) ? values['clientKey'] : randomUUID();

function createReportPage(deps: ReportRoutesDeps): Show {
  const { service, intake, people, limits, clock, names } = deps;
  return async (ref, viewer, values = {}) => {
    const report = await service.visible(ref, viewer);
    const named = [
      report.personId,
      report.assigneeId,
      ...report.messages.map((message) => message.byId),
      ...report.events.map((event) => event.byId),
    ];
    const [cards, defectChoices, staged, known] = await Promise.all([
      people.cards(named.filter(isText)),
      isStaff(viewer) ? (deps.defectChoices?.(report.modelCode) ?? []) : [],
      intake.stagedOf(viewer, stagedIds(values)),
      deps.known?.(report) ?? new Map<string, never>(),
    ]);
    const model = reportModel({
      ...{ report, viewer, people: cards, defectChoices, staged, limits, names, known },
      messageKey: keyOf(values),
      now: clock.now(),
    });
    return page('reports/show', text('reports.show.title', { ref: report.ref }), model);
  };
}

/** Writing a report: the form, its files one by one, the whole. */
function formRoutes(deps: ReportRoutesDeps, files: Receiver, file: Receiver): Route[] {
  const { submit, queries, intake, names, units, limits, clock, promise } = deps;
  const form = async (viewer: Viewer, unit: string | undefined, values: Values = {}) => {
    const [held, staged, calendar] = await Promise.all([
      units.service.unitsHeldBy(viewer.id),
      intake.stagedOf(viewer, stagedIds(values)),
      promise.current(),
    ]);
    const model = formModel({
      ...{ units: held, unit, staged, limits, calendar, names },
      clientKey: keyOf(values),
      now: clock.now(),
    });
    return page('reports/new', text('reports.new.title'), model);
  };
  return [
    get('/report', {
      access: 'tester',
      input: input.showForm,
      handle: ({ input, viewer }) => form(viewer, input.unit),
    }),
    post('/uploads', {
      access: 'tester',
      receive: file,
      input: input.stageFile,
      async handle({ input, viewer, files: [received] }) {
        if (!received) throw new InvalidInput({ file: { code: 'required' } });
        const { id, name, size } = await intake.stage(viewer, input.clientKey, received);
        return json({ id, name: names.forOwner(name), size }, 201);
      },
    }),
    post('/reports', {
      access: 'tester',
      receive: files,
      input: input.submitReport,
      retry: ({ viewer, values }) => form(viewer, undefined, values),
      async handle({ input, viewer, files, facts }) {
        const { language } = facts;
        const report = await submit(viewer, { ...input, files, language });
        return redirect(`/reports/${report.ref}`, 'reports.flash.sent');
      },
    }),
    get('/reports', {
      access: 'tester',
      input: input.listReports,
      async handle({ input, viewer }) {
        const list = await queries.mine(viewer.id, input.after);
        return page('reports/index', text('reports.mine.title'), listModel(list, input.after));
      },
    }),
  ];
}

/** The report and what is said about it, for its author and for staff. */
const conversationRoutes = (
  { service }: ReportRoutesDeps,
  show: Show,
  files: Receiver,
): Route[] => [
  get('/reports/:ref', {
    access: 'member',
    input: input.showReport,
    handle: ({ input, viewer }) => show(input.ref, viewer),
  }),
  post('/reports/:ref/messages', {
    access: 'member',
    input: input.sendMessage,
    retry: again(show),
    async handle({ input: { ref, clientKey, text, internal, action }, viewer }) {
      await service.say(ref, viewer, {
        ...{ text, internal, key: clientKey ?? randomUUID() },
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

const staffRoutes = ({ service }: ReportRoutesDeps, show: Show): Route[] => [
  post('/reports/:ref/assign', {
    access: 'qa',
    input: input.nameReport,
    retry: again(show),
    async handle({ input, viewer }) {
      await service.assign(input.ref, viewer);
      return redirect(`/reports/${input.ref}`, 'reports.flash.assigned');
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
];

const fileRoutes = ({ service }: ReportRoutesDeps, show: Show): Route[] => [
  get('/reports/:ref/files/:n', {
    access: 'member',
    input: input.nameFile,
    async handle({ input, viewer }) {
      const { path, name } = await service.fetchFile(input.ref, input.n, viewer);
      return download(path, name);
    },
  }),
  post('/reports/:ref/files/:n', {
    access: 'admin',
    input: input.overrideFile,
    retry: again(show),
    async handle({ input: { ref, n, reason }, viewer }) {
      await service.override(ref, n, viewer, reason);
      return redirect(`/reports/${ref}/files/${n}`);
    },
  }),
];
