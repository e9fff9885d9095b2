import { DAY, later, type Clock } from '../../kernel/clock.js';
import type { Language, Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Units } from '../units/index.js';
import { SILENT_DAYS, UNANSWERED_DAYS } from './challenge.js';
import type { ChallengeService } from './challenge-service.js';
import * as input from './possession-input.js';
import { challengeModel, watchModel } from './possession-page.js';
import type { PossessionQueries } from './possession-queries.js';
import type { ReminderService } from './reminder-service.js';
import type { ReminderStore } from './reminder-store.js';

export interface PossessionRoutesDeps {
  readonly challenges: ChallengeService;
  readonly reminding: ReminderService;
  readonly reminders: Pick<ReminderStore, 'latestOf'>;
  readonly queries: PossessionQueries;
  readonly units: Pick<Units, 'service' | 'photos'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly programmeZone: string;
}

export function possessionRoutes(deps: PossessionRoutesDeps): readonly Route[] {
  return [...holderRoutes(deps), ...adminRoutes(deps)];
}

/** The holder shows the unit. */
function holderRoutes({ challenges, units, clock }: PossessionRoutesDeps): Route[] {
  async function show(viewer: Viewer, code: string): Promise<Reply> {
    const challenge = await challenges.ownChallenge(viewer.id, code);
    return page(
      'possession/challenge',
      text('possession.challenge.title', { unit: challenge.unitRef }),
      challengeModel(challenge, clock.now()),
    );
  }
  return [
    get('/possession/:code', {
      access: 'tester',
      input: input.showChallenge,
      handle: ({ input, viewer }) => show(viewer, input.code),
    }),
    post('/possession/:code', {
      access: 'tester',
      input: input.answerChallenge,
      receive: units.photos.receiver,
      retry: ({ params, viewer }) => show(viewer, params['code'] ?? ''),
      async handle({ input, viewer, files }) {
        await challenges.answer(viewer.id, input.code, input.typed, files);
        return redirect(`/possession/${input.code}`, 'possession.flash.answered');
      },
    }),
  ];
}

/** What is late, silent or waiting for an admin's eye. */
function adminRoutes(deps: PossessionRoutesDeps): Route[] {
  const { challenges, reminding, reminders, queries, units, accounts, clock } = deps;

  async function watchPage(language: Language): Promise<Reply> {
    const now = clock.now();
    const [due, silent, answered, open, expired] = await Promise.all([
      units.service.dueBetween(new Date(0), now),
      units.service.silentSince(later(now, -SILENT_DAYS * DAY)),
      queries.inState('answered', new Date(0)),
      queries.inState('open', now),
      queries.inState('expired', later(now, -UNANSWERED_DAYS * DAY)),
    ]);
    const [expiredUnits, latest] = await Promise.all([
      units.service.cards(expired.map(({ unitId }) => unitId)),
      reminders.latestOf(due.rows.map(({ id }) => id)),
    ]);
    const people = [
      ...[...due.rows, ...silent.rows].map(({ holderId }) => holderId),
      ...[...answered, ...open, ...expired].map(({ personId }) => personId),
      ...[...latest.values()].flatMap(({ byId }) => byId ?? []),
    ];
    const names = await accounts.cards(people);
    const watch = { due: due.rows, silent: silent.rows, answered, open, expired, expiredUnits };
    const model = watchModel(
      { ...watch, reminders: latest, names, now, zone: deps.programmeZone },
      (key, facts) => deps.translations.translate(language, key, facts),
    );
    return page('possession/watch', text('possession.watch.title'), model);
  }

  return [
    get('/admin/possession', {
      access: 'admin',
      handle: ({ facts }) => watchPage(facts.language),
    }),
    post('/admin/possession/:ref/remind', {
      access: 'admin',
      input: input.nameUnit,
      retry: ({ facts }) => watchPage(facts.language),
      async handle({ input, viewer }) {
        await reminding.remind(input.ref, viewer);
        return redirect('/admin/possession', 'possession.flash.reminded');
      },
    }),
    post('/admin/possession/:ref/ask', {
      access: 'admin',
      input: input.nameUnit,
      retry: ({ facts }) => watchPage(facts.language),
      async handle({ input, viewer }) {
        await challenges.askByHand(input.ref, viewer);
        return redirect('/admin/possession', 'possession.flash.asked');
      },
    }),
    post('/admin/possession/photos/:code/confirm', {
      access: 'admin',
      input: input.decideChallenge,
      retry: ({ facts }) => watchPage(facts.language),
      async handle({ input, viewer }) {
        await challenges.confirm(input.code, viewer);
        return redirect('/admin/possession', 'possession.flash.confirmed');
      },
    }),
    post('/admin/possession/photos/:code/reject', {
      access: 'admin',
      input: input.rejectPhoto,
      retry: ({ facts }) => watchPage(facts.language),
      async handle({ input, viewer }) {
        await challenges.reject(input.code, input.note, viewer);
        return redirect('/admin/possession', 'possession.flash.rejected');
      },
    }),
  ];
}
