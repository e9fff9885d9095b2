import { createHash } from 'node:crypto';
import { Conflict, InvalidInput, Refusal, type FieldError } from '../../kernel/errors.js';
import type { Notify } from '../../kernel/notice.js';
import type { Viewer } from '../../kernel/people.js';
import type { Accounts } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import { editionOf, type Report, type Reports } from '../reports/index.js';
import { isFulfilled, planFor, type BulkMeans, type BulkPlan, type BulkRequest } from './bulk.js';

export interface BulkDeps {
  readonly reports: Pick<Reports, 'byRef' | 'answersFor' | 'acts'>;
  readonly defects: Pick<Defects['service'], 'link'>;
  readonly withRole: Accounts['withRole'];
  readonly notify: Notify;
}

export interface BulkItem {
  readonly report: Report;
  readonly plan: BulkPlan;
  /** Of the report and the words, as they were when the preview was drawn. */
  readonly mark: string;
}

export interface BulkOutcome {
  readonly ref: string;
  readonly report: Report | undefined;
  readonly isDone: boolean;
  /** Why not. */
  readonly refusal: FieldError | undefined;
}

export type BulkService = ReturnType<typeof createBulkService>;

const LINK = { title: '', note: '', severity: 'major' } as const;
const MARK_LENGTH = 16;

const markOf = ({ id, version }: Report, { words }: BulkPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([id, version, words ?? '']))
    .digest('base64url')
    .slice(0, MARK_LENGTH);

const CHANGED: FieldError = { code: 'desk.changed' };

/** What a single report would be told, in one line; throws what is no refusal. */
function refusalOf(error: unknown, { action }: BulkRequest): FieldError {
  if (!(error instanceof Refusal)) throw error;
  // The plan found nothing against it a moment ago, save that it knows nothing of defects.
  if (error instanceof Conflict && action !== 'link') return CHANGED;
  const [first = error] = error instanceof InvalidInput ? Object.values(error.fields) : [];
  return first;
}

/** One thing done to several reports, each for itself: nobody waits for somebody else's refusal. */
export function createBulkService({ reports, defects, withRole, notify }: BulkDeps) {
  async function meansFor(
    report: Report,
    request: BulkRequest,
    colleagueId: string | undefined,
  ): Promise<BulkMeans> {
    const isCanned = request.action === 'canned' && !report.isPrivate;
    const choices = isCanned ? await reports.answersFor(report) : [];
    const chosen = choices.find(({ ref }) => ref === request.answer);
    return {
      colleagueId,
      filled: chosen && { words: chosen.text[report.language], missing: chosen.missing },
    };
  }

  const colleagueOf = async ({ action, to }: BulkRequest): Promise<string | undefined> =>
    action === 'hand' ? (await withRole('qa')).find(({ handle }) => handle === to)?.id : undefined;

  async function act(
    report: Report,
    request: BulkRequest,
    { words = '' }: BulkPlan,
    { colleagueId = '' }: BulkMeans,
    viewer: Viewer,
    key: string,
  ): Promise<void> {
    const { acts } = reports;
    const { ref } = report;
    const basedOn = editionOf(report);
    const say = (action?: 'ask' | 'decline') =>
      acts.say(ref, viewer, { key, text: words, internal: false, action, basedOn });
    switch (request.action) {
      case 'take':
        return acts.assign(ref, viewer, report.assigneeId ?? '');
      case 'hand':
        return acts.handTo(ref, viewer, colleagueId);
      case 'canned':
        return say();
      case 'ask':
      case 'decline':
        return say(request.action);
      case 'park':
        return acts.changeStatus(ref, viewer, 'park');
      case 'link':
        await defects.link(ref, { ...LINK, defect: request.defect }, viewer);
    }
  }

  /** Does it, or says why not. */
  async function runOne(
    report: Report,
    request: BulkRequest,
    colleagueId: string | undefined,
    viewer: Viewer,
    key: string,
    mark: string,
  ): Promise<FieldError | undefined> {
    const means = await meansFor(report, request, colleagueId);
    if (isFulfilled(report, request, means, viewer, key)) return undefined;
    const plan = planFor(report, request, means, viewer);
    if (plan.refusal !== undefined) return { code: plan.refusal };
    if (markOf(report, plan) !== mark) return CHANGED;
    try {
      await act(report, request, plan, means, viewer, key);
      return undefined;
    } catch (error) {
      return refusalOf(error, request);
    }
  }

  return {
    /** Who gets what; reports that are not there are left out. */
    async preview(
      refs: readonly string[],
      request: BulkRequest,
      viewer: Viewer,
    ): Promise<readonly BulkItem[]> {
      const colleagueId = await colleagueOf(request);
      const found = await Promise.all(refs.map((ref) => reports.byRef(ref)));
      return Promise.all(
        found
          .filter((report) => report !== undefined)
          .map(async (report) => {
            const means = await meansFor(report, request, colleagueId);
            const plan = planFor(report, request, means, viewer);
            return { report, plan, mark: markOf(report, plan) };
          }),
      );
    },

    /**
     * Does what the preview said, one report after the other; a report that changed since, or for
     * which something else would be said now, is left as it is. The same key does everything once.
     */
    async run(
      marks: ReadonlyMap<string, string>,
      request: BulkRequest,
      viewer: Viewer,
      key: string,
    ): Promise<readonly BulkOutcome[]> {
      const colleagueId = await colleagueOf(request);
      const outcomes: BulkOutcome[] = [];
      for (const [ref, mark] of marks) {
        const report = await reports.byRef(ref);
        const refusal = report
          ? await runOne(report, request, colleagueId, viewer, key, mark)
          : { code: 'not_found' };
        outcomes.push({ ref, report, refusal, isDone: refusal === undefined });
      }
      const count = outcomes.filter(({ isDone }) => isDone).length;
      if (colleagueId !== undefined && colleagueId !== viewer.id && count > 0)
        await notify({
          ...{ personId: colleagueId, topic: 'report', key: `handed:${key}` },
          text: 'desk.notices.handed',
          facts: { name: viewer.name, count },
          link: '/desk?view=mine',
        });
      return outcomes;
    },

    /** What can be chosen for the reports of a preview. */
    async choices(items: readonly BulkItem[], { action }: BulkRequest) {
      const [colleagues, answers] = await Promise.all([
        action === 'hand' ? withRole('qa') : [],
        action === 'canned'
          ? Promise.all(
              items
                .filter(({ report }) => !report.isPrivate)
                .map(({ report }) => reports.answersFor(report)),
            )
          : [],
      ]);
      return {
        colleagues: colleagues.map(({ handle, name }) => ({ value: handle, label: name })),
        answers: [...new Map(answers.flat().map(({ ref, name }) => [ref, name]))].map(
          ([value, label]) => ({ value, label }),
        ),
      };
    },
  };
}
