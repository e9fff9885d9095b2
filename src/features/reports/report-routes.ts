import { InvalidInput } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import { json, page, redirect, text } from '../../web/reply.js';
import { get, post, type Receiver, type Route } from '../../web/route.js';
import type { createUploads } from '../../web/upload.js';
import type { PromiseFeature } from '../promise/index.js';
import type { Units } from '../units/index.js';
import * as input from './report-input.js';
import {
  keyOf,
  oneReportRoutes,
  stagedIds,
  type OneReportDeps,
  type Values,
} from './one-report-routes.js';
import { formModel, listModel } from './report-page.js';
import type { ReportQueries } from './report-queries.js';
import type { createSubmitService } from './submit-service.js';

export interface ReportRoutesDeps extends OneReportDeps {
  readonly submit: ReturnType<typeof createSubmitService>;
  readonly queries: ReportQueries;
  readonly units: Pick<Units, 'service'>;
  readonly uploads: ReturnType<typeof createUploads>;
  readonly promise: Pick<PromiseFeature, 'current'>;
}

export function reportRoutes(deps: ReportRoutesDeps): readonly Route[] {
  const { filesPerReport, reportBytes, fileBytes } = deps.limits;
  const files = deps.uploads.receiver({
    field: 'files',
    files: filesPerReport,
    filesBytes: reportBytes,
  });
  const file = deps.uploads.receiver({ field: 'file', files: 1, filesBytes: fileBytes });
  return [...formRoutes(deps, files, file), ...oneReportRoutes(deps, files)];
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
