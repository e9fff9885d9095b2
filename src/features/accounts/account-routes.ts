import { HOUR, MINUTE } from '../../kernel/clock.js';
import type { Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import type { Mailer } from '../../platform/mailer.js';
import { page, redirect, signIn, signOut, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { peopleModel, settingsModel } from './account-page.js';
import type { AccountQueries } from './account-queries.js';
import type { AccountService } from './account-service.js';
import { INVITATION_HOURS, RESET_MINUTES } from './person.js';
import * as input from './person-input.js';

export interface AccountRoutesDeps {
  readonly service: AccountService;
  readonly queries: AccountQueries;
  readonly mailer: Mailer;
  readonly translations: Translations;
}

export function accountRoutes(deps: AccountRoutesDeps): readonly Route[] {
  return [...doorRoutes(deps), ...linkRoutes(deps), ...selfRoutes(deps), ...adminRoutes(deps)];
}

const signUpPage = (next: unknown): Reply =>
  page('accounts/sign-up', text('accounts.sign_up.title'), { next });
const signInPage = (next: unknown): Reply =>
  page('accounts/sign-in', text('accounts.sign_in.title'), { next });

/** Sign-up, sign-in, sign-out. */
const doorRoutes = ({ service }: AccountRoutesDeps): Route[] => [
  get('/sign-up', {
    access: 'public',
    input: input.showSignIn,
    handle: ({ input }) => signUpPage(input.next),
  }),
  post('/sign-up', {
    access: 'public',
    input: input.signUp,
    retry: ({ values }) => signUpPage(values['next']),
    async handle({ input: { next, zone, ...fresh }, facts }) {
      const person = await service.signUp(
        { ...fresh, language: facts.language, zone: zone ?? facts.zone },
        facts.ip,
      );
      return signIn(person.id, next ?? '/rounds');
    },
  }),
  get('/sign-in', {
    access: 'public',
    input: input.showSignIn,
    handle: ({ input }) => signInPage(input.next),
  }),
  post('/sign-in', {
    access: 'public',
    input: input.signIn,
    retry: ({ values }) => signInPage(values['next']),
    async handle({ input, authenticate }) {
      const person = await authenticate();
      return signIn(person.id, input.next ?? '/me');
    },
  }),
  post('/sign-out', { access: 'public', handle: () => signOut('/') }),
];

/** What secret links lead to: the first admin, an invited member of staff, a new password. */
function linkRoutes({ service, mailer, translations }: AccountRoutesDeps): Route[] {
  const setUpPage = (token: unknown) =>
    page('accounts/set-up', text('accounts.set_up.title'), { token });
  const joinPage = async (token: string) => {
    const { email, roles } = await service.openLink(token, 'invitation');
    return page('accounts/join', text('accounts.join.title'), { token, email, roles });
  };
  const resetPage = (token: unknown) =>
    page('accounts/reset', text('accounts.reset.title'), { token });
  const forgotPage = (isSent = false) =>
    page('accounts/forgot', text('accounts.forgot.title'), {
      isSent,
      canMail: mailer.isAvailable,
    });

  async function mailReset(email: string, token: string, facts: RequestFacts): Promise<void> {
    const say = (key: string, values = {}) =>
      translations.translate(facts.language, `accounts.reset_mail.${key}`, values);
    await mailer.send({
      to: email,
      subject: say('subject'),
      text: say('text', { link: `${facts.baseUrl}/reset/${token}`, minutes: RESET_MINUTES }),
    });
  }

  return [
    get('/setup/:token', {
      access: 'public',
      input: input.openLink,
      async handle({ input }) {
        await service.openLink(input.token, 'setup');
        return setUpPage(input.token);
      },
    }),
    post('/setup/:token', {
      access: 'public',
      input: input.setUp,
      retry: ({ params }) => setUpPage(params['token']),
      async handle({ input: { token, zone, ...fresh }, facts }) {
        const person = await service.setUp(token, {
          ...fresh,
          language: facts.language,
          zone: zone ?? facts.zone,
        });
        return signIn(person.id, '/admin/rounds');
      },
    }),
    get('/join/:token', {
      access: 'public',
      input: input.openLink,
      handle: ({ input }) => joinPage(input.token),
    }),
    post('/join/:token', {
      access: 'public',
      input: input.join,
      retry: ({ params }) => joinPage(params['token'] ?? ''),
      async handle({ input: { token, zone, ...fresh }, facts }) {
        const person = await service.join(token, {
          ...fresh,
          language: facts.language,
          zone: zone ?? facts.zone,
        });
        return signIn(person.id, '/me');
      },
    }),
    get('/forgot', { access: 'public', handle: () => forgotPage() }),
    post('/forgot', {
      access: 'public',
      input: input.forgot,
      retry: () => forgotPage(),
      async handle({ input, facts }) {
        const token = mailer.isAvailable && (await service.forgot(input.email, facts.ip));
        if (token) await mailReset(input.email, token, facts);
        // The same page whether the address is known or not.
        return forgotPage(true);
      },
    }),
    get('/reset/:token', {
      access: 'public',
      input: input.openLink,
      async handle({ input }) {
        await service.openLink(input.token, 'reset');
        return resetPage(input.token);
      },
    }),
    post('/reset/:token', {
      access: 'public',
      input: input.reset,
      retry: ({ params }) => resetPage(params['token']),
      async handle({ input }) {
        const person = await service.reset(input.token, input.password);
        return signIn(person.id, '/me');
      },
    }),
  ];
}

/** What a person sets for themselves. */
const settingsPage = (viewer: Viewer): Reply =>
  page('accounts/settings', text('accounts.settings.title'), settingsModel(viewer));

const selfRoutes = ({ service }: AccountRoutesDeps): Route[] => [
  post('/preferences', {
    access: 'public',
    input: input.preferences,
    handle: ({ input }) => ({
      kind: 'preferences',
      language: input.language,
      theme: input.theme,
      to: input.next ?? '/',
    }),
  }),
  get('/me/settings', { access: 'member', handle: ({ viewer }) => settingsPage(viewer) }),
  post('/me/settings', {
    access: 'member',
    input: input.settings,
    retry: ({ viewer }) => settingsPage(viewer),
    async handle({ input, viewer }) {
      await service.updateSettings(viewer, input);
      return {
        kind: 'preferences',
        language: input.language,
        to: '/me/settings',
        flash: 'accounts.settings.saved',
      };
    },
  }),
];

/** People as the admin sees them. */
function adminRoutes({ service, queries }: AccountRoutesDeps): Route[] {
  const list = async (after?: string) =>
    page(
      'accounts/people',
      text('accounts.people.title'),
      peopleModel(await queries.peoplePage(after)),
    );
  const linkPage = (kind: 'invitation' | 'reset', link: string, hours: number) =>
    page('accounts/link', text(`accounts.link.${kind}_title`), { kind, link, hours });
  return [
    get('/admin/people', {
      access: 'admin',
      input: input.listPeople,
      handle: ({ input }) => list(input.after),
    }),
    post('/admin/invitations', {
      access: 'admin',
      input: input.invite,
      retry: () => list(),
      async handle({ input, facts }) {
        const token = await service.invite(input.email, input.roles);
        // Shown in this answer only: the address is a secret and is not stored.
        return linkPage('invitation', `${facts.baseUrl}/join/${token}`, INVITATION_HOURS);
      },
    }),
    post('/admin/people/:handle/reset-link', {
      access: 'admin',
      input: input.namePerson,
      async handle({ input, facts }) {
        const token = await service.makeResetLink(input.handle);
        return linkPage(
          'reset',
          `${facts.baseUrl}/reset/${token}`,
          (RESET_MINUTES * MINUTE) / HOUR,
        );
      },
    }),
    post('/admin/people/:handle/suspend', {
      access: 'admin',
      input: input.namePerson,
      async handle({ input, viewer }) {
        await service.setStatus(input.handle, 'suspended', viewer);
        return redirect('/admin/people', 'accounts.people.suspended');
      },
    }),
    post('/admin/people/:handle/restore', {
      access: 'admin',
      input: input.namePerson,
      async handle({ input, viewer }) {
        await service.setStatus(input.handle, 'active', viewer);
        return redirect('/admin/people', 'accounts.people.restored');
      },
    }),
  ];
}
