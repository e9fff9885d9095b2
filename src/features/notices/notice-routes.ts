import { DAY, later, type Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Language, Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import type { Mailer } from '../../platform/mailer.js';
import { page, redirect, showing, text, type Reply } from '../../web/reply.js';
import { get, post, type Receiver, type RequestFacts, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import * as input from './notice-input.js';
import { centreModel, FIGURE_DAYS, lettersModel, shownIds } from './notice-page.js';
import type { NoticeQueries } from './notice-queries.js';
import type { NoticeService } from './notice-service.js';
import type { Outbox } from './outbox-service.js';

export interface NoticeRoutesDeps {
  readonly service: NoticeService;
  readonly outbox: Outbox;
  readonly queries: NoticeQueries;
  readonly mailer: Pick<Mailer, 'isAvailable'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly formatAt: (at: Date, language: Language, zone: string) => string;
}

export function noticeRoutes(deps: NoticeRoutesDeps): readonly Route[] {
  return [...centreRoutes(deps), ...muteRoutes(deps), ...letterRoutes(deps)];
}

const wordsIn = (
  { translations, formatAt }: NoticeRoutesDeps,
  { language, zone }: Pick<RequestFacts, 'language' | 'zone'>,
) => ({
  say: (key: string, facts = {}) => translations.translate(language, key, facts),
  formatAt: (at: Date) => formatAt(at, language, zone),
});

/** What one person was told. */
function centreRoutes(deps: NoticeRoutesDeps): Route[] {
  const { service, queries } = deps;

  async function centre(viewer: Viewer, facts: RequestFacts, after?: string): Promise<Reply> {
    const [rows, muted, quiet] = await Promise.all([
      queries.centrePage(viewer.id, after),
      service.mutedTopics(viewer.id),
      service.quietOf(viewer.id),
    ]);
    const model = centreModel(rows, { muted, quiet }, wordsIn(deps, facts), after);
    return showing(page('notices/index', text('notices.title'), model), () =>
      service.markShown(viewer.id, shownIds(rows.rows)),
    );
  }

  return [
    get('/notices', {
      access: 'member',
      input: input.listNotices,
      handle: ({ input, viewer, facts }) => centre(viewer, facts, input.after),
    }),
    post('/notices/read', {
      access: 'member',
      async handle({ viewer }) {
        await service.readAll(viewer.id);
        return redirect('/notices', 'notices.flash.all_read');
      },
    }),
    post('/notices/mail', {
      access: 'member',
      input: input.mailWishes,
      retry: ({ viewer, facts }) => centre(viewer, facts),
      async handle({ input: { muted: topics, quietFrom, quietUntil }, viewer }) {
        const quiet = { fromHour: quietFrom, untilHour: quietUntil };
        await service.setWishes(viewer.id, { topics, quiet });
        return redirect('/notices', 'notices.flash.saved');
      },
    }),
    post('/notices/topics/:topic/mute', {
      access: 'member',
      input: input.muteTopic,
      async handle({ input, viewer }) {
        await service.mute(viewer.id, input.topic);
        return redirect('/notices', 'notices.flash.muted');
      },
    }),
    get('/notices/:id', {
      access: 'member',
      input: input.nameNotice,
      handle: async ({ input, viewer }) => redirect(await service.open(viewer.id, input.id)),
    }),
  ];
}

/** Mail programs send a body of their own choosing (RFC 8058); the address says everything. */
const anyBody: Receiver = {
  receive: (req) => {
    req.resume();
    return Promise.resolve();
  },
  discard: () => Promise.resolve(),
};

/** The link in a mail: works without signing in, for one topic of one person. */
function muteRoutes({ service, translations }: NoticeRoutesDeps): Route[] {
  const mutePage = (token: string, language: Language, isDone: boolean): Reply => {
    const { topic } = service.muteOf(token);
    const named = translations.translate(language, `notices.topics.${topic}`);
    return page('notices/mute', text('notices.mute.title'), { token, topic: named, isDone });
  };
  return [
    get('/notices/mute/:token', {
      access: 'public',
      input: input.muteLink,
      handle: ({ input, facts }) => mutePage(input.token, facts.language, false),
    }),
    post('/notices/mute/:token', {
      access: 'public',
      input: input.muteLink,
      receive: anyBody,
      async handle({ input, facts }) {
        await service.muteByLink(input.token);
        return mutePage(input.token, facts.language, true);
      },
    }),
  ];
}

/** What became of the mails, for admins. */
function letterRoutes(deps: NoticeRoutesDeps): Route[] {
  const { queries, accounts, outbox } = deps;
  return [
    get('/admin/notices', {
      access: 'admin',
      input: input.listLetters,
      async handle({ input: { state, after }, facts }) {
        const [letters, figures] = await Promise.all([
          queries.lettersPage(state, after),
          queries.figuresSince(later(deps.clock.now(), -FIGURE_DAYS * DAY)),
        ]);
        const people = await accounts.cards(letters.rows.map(({ personId }) => personId));
        const view = { state, after, hasMailbox: !deps.mailer.isAvailable };
        const model = lettersModel(letters, figures, people, view, wordsIn(deps, facts));
        return page('notices/letters', text('notices.letters.title'), model);
      },
    }),
    get('/admin/mailbox', {
      access: 'admin',
      input: input.listMailbox,
      async handle({ input: { after } }) {
        if (deps.mailer.isAvailable) throw new NotFound();
        const { rows, next } = await queries.mailboxPage(after);
        const people = await accounts.cards(rows.map(({ personId }) => personId));
        const mails = rows.map((row) => ({ ...row, person: people.get(row.personId) }));
        return page('notices/mailbox', text('notices.mailbox.title'), { mails, next, after });
      },
    }),
    post('/admin/notices/:id/retry', {
      access: 'admin',
      input: input.nameNotice,
      async handle({ input }) {
        await outbox.retry(input.id);
        return redirect('/admin/notices', 'notices.flash.retried');
      },
    }),
  ];
}
