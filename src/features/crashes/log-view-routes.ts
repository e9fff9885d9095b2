import { isStaff } from '../../kernel/people.js';
import { lines, page, redirect, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import { nameLog, showLog } from './log-view-input.js';
import { foundHref, logModel } from './log-view-page.js';
import type { LogViewService } from './log-view-service.js';

/** Reading a file in its protected copy, for its owner and for staff. */
export const logViewRoutes = (service: LogViewService): readonly Route[] => [
  get('/reports/:ref/files/:n/log', {
    access: 'member',
    input: showLog,
    async handle({ input: { ref, n, ...asked }, viewer }) {
      const log = await service.open(ref, n, viewer);
      const start = asked.q && asked.find && (asked.line ?? asked.find);
      const find = start ? await service.find(log, asked, start) : undefined;
      if (find?.kind === 'found') return redirect(foundHref(log, asked, find.at));
      const from = asked.from ?? asked.find;
      const window = await service.window(log, { ...asked, from });
      const model = logModel({ log, asked, window, find, seesGroups: isStaff(viewer) });
      const title = text('logs.title', { name: log.name, ref });
      return asked.part
        ? page('logs/_lines', title, { ...model, layout: false })
        : page('logs/show', title, model);
    },
  }),
  get('/reports/:ref/files/:n/log.txt', {
    access: 'member',
    input: nameLog,
    async handle({ input: { ref, n }, viewer }) {
      const log = await service.open(ref, n, viewer);
      return lines(service.text(log), `${ref}-${n}.txt`, false, 'text/plain');
    },
  }),
];
