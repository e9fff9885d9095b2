import type { Clock } from '../../kernel/clock.js';
import { toCsv } from '../../kernel/csv.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import type { Translations } from '../../platform/i18n.js';
import { attachment, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import * as input from './invite-input.js';
import { batchesModel, codeModel } from './invite-page.js';
import type { InviteQueries } from './invite-queries.js';
import type { Issued, IssueService } from './issue-service.js';
import type { RedeemService } from './redeem-service.js';
import type { Viewer } from '../../kernel/people.js';

export interface InviteRoutesDeps {
  readonly redeeming: RedeemService;
  readonly issuing: IssueService;
  readonly queries: InviteQueries;
  readonly people: Accounts['cards'];
  readonly translations: Translations;
  readonly clock: Clock;
}

export const inviteRoutes = (deps: InviteRoutesDeps): readonly Route[] => [
  ...testerRoutes(deps),
  ...adminRoutes(deps),
];

function testerRoutes({ redeeming }: InviteRoutesDeps): readonly Route[] {
  async function codePage(
    viewer: Viewer,
    slug: string,
    code: unknown,
    language: RequestFacts['language'],
  ) {
    const visit = await redeeming.visit(viewer, slug);
    return page(
      'invites/redeem',
      text('invites.redeem.title', { round: visit.round.title[language] }),
      codeModel(visit, typeof code === 'string' ? code : ''),
    );
  }

  return [
    get('/rounds/:slug/code', {
      access: 'tester',
      input: input.openCode,
      handle: ({ input, viewer, facts }) =>
        codePage(viewer, input.slug, input.code, facts.language),
    }),
    post('/rounds/:slug/code', {
      access: 'tester',
      input: input.redeem,
      retry: ({ params, values, viewer, facts }) =>
        codePage(viewer, params['slug'] ?? '', values['code'], facts.language),
      async handle({ input, viewer, facts }) {
        await redeeming.redeem(viewer, input.slug, input.code, facts.ip);
        return redirect(`/rounds/${input.slug}/code`, 'invites.redeem.done');
      },
    }),
  ];
}

function adminRoutes(deps: InviteRoutesDeps): readonly Route[] {
  const { issuing, queries, people, translations, clock } = deps;

  async function batchesPage(slug: string, facts: RequestFacts, after?: string): Promise<Reply> {
    const round = await issuing.existing(slug);
    const batches = await queries.batchPage(round.id, after);
    const names = await people(batches.rows.map(({ issuedById }) => issuedById));
    const say = (key: string) => translations.translate(facts.language, `invites.admin.${key}`);
    const labels = { count: say('count'), uses: say('uses'), expiresAt: say('expires_at') };
    return page(
      'invites/batches',
      text('invites.admin.title', { round: round.title[facts.language] }),
      batchesModel(
        { ...{ round, after, names, labels }, page: batches, zone: facts.zone },
        clock.now(),
      ),
    );
  }

  return [
    get('/admin/rounds/:slug/codes', {
      access: 'admin',
      input: input.listBatches,
      handle: ({ input, facts }) => batchesPage(input.slug, facts, input.after),
    }),
    post('/admin/rounds/:slug/codes', {
      access: 'admin',
      input: input.issue,
      retry: ({ params, facts }) => batchesPage(params['slug'] ?? '', facts),
      async handle({ input, viewer, facts }) {
        const expiresAt = parseLocalTime(input.expiresAt, facts.zone);
        const issued = await issuing.issue(viewer.id, { ...input, expiresAt });
        return attachment(codesCsv(issued, facts.baseUrl), `${fileName(issued)}.csv`, 'text/csv');
      },
    }),
    post('/admin/rounds/:slug/codes/:id/revoke', {
      access: 'admin',
      input: input.nameBatch,
      retry: ({ params, facts }) => batchesPage(params['slug'] ?? '', facts),
      async handle({ input }) {
        await issuing.revoke(input.slug, input.id);
        return redirect(`/admin/rounds/${input.slug}/codes`, 'invites.admin.revoked');
      },
    }),
  ];
}

const fileName = ({ round, batch }: Issued): string => `codes-${round.slug}-${batch.id.slice(-6)}`;

/** Sent once: no later request could make this file again. */
const codesCsv = ({ round, batch, codes }: Issued, baseUrl: string): string =>
  toCsv(
    ['code', 'uses', 'expires', 'note', 'link'],
    codes.map((code) => [
      code,
      batch.maxUses,
      batch.expiresAt.toISOString(),
      batch.note,
      `${baseUrl}/rounds/${round.slug}/code?code=${code}`,
    ]),
  );
