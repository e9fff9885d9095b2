import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { QUEUE_VIEWS, REPORT_KINDS, REPORT_STATUSES } from '../reports/index.js';
import { VIEW_NAME_MAX } from '../search/index.js';
import { ASSIGNEES, lawful, type DeskView } from './desk-view.js';

const choiceOrAll = <const Options extends readonly [string, ...string[]]>(options: Options) =>
  field.choice(options).optional().catch(undefined);
const codeOrAll = z.string().trim().min(1).max(60).optional().catch(undefined);

const view = {
  view: field.choice(QUEUE_VIEWS).default('waiting').catch('waiting'),
  kind: choiceOrAll(REPORT_KINDS),
  status: choiceOrAll(REPORT_STATUSES),
  model: codeOrAll,
  build: codeOrAll,
  assignee: choiceOrAll(ASSIGNEES),
};

/** No address of the desk is refused: what it does not know narrows nothing. */
export const showDesk = z
  .strictObject({ ...view, after: field.cursor })
  .transform(({ after, ...asked }) => ({ asked: lawful(asked), after }));

export const listen = z
  .strictObject({
    ...view,
    /** When the page that listens was drawn, in milliseconds. */
    since: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .optional()
      .catch(undefined),
  })
  .transform(({ since, ...asked }) => ({ asked: lawful(asked), since }));

export const saveView = z
  .strictObject({ ...view, name: field.line(VIEW_NAME_MAX) })
  .transform(({ name, ...asked }) => ({ asked: lawful(asked), name }));

/** The view that a refused form was about. */
export function viewIn(values: Readonly<Record<string, unknown>>): DeskView {
  const { success, data } = saveView.safeParse({ ...values, name: '.' });
  return success ? data.asked : { view: 'waiting' };
}
