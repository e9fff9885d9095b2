import { DAY, HOUR, later, MINUTE, type Clock } from '../kernel/clock.js';
import type { Language } from '../kernel/people.js';
import type { Translations } from '../platform/i18n.js';
import { page, text } from './reply.js';
import { get, type Route } from './route.js';

/** Every component in every state, at `/styleguide`; compose adds it in development only. */
export const styleguideRoute = (translations: Translations, clock: Clock): Route =>
  get('/styleguide', {
    access: 'public',
    handle: ({ facts }) =>
      page(
        'styleguide/index',
        text('styleguide.title'),
        styleguideLocals(translations, facts.language, clock.now()),
      ),
  });

/** The locals of `styleguide/index`, beyond those every page has. */
export function styleguideLocals(translations: Translations, language: Language, now: Date) {
  return {
    title: translations.translate(language, 'styleguide.title'),
    wide: true,
    problem: translations.errorText(language, 'invalid_input'),
    errors: { serial: translations.errorText(language, 'too_short', { min: 8 }) },
    values: { serial: 'F1B', kind: 'crash', what: '' },
    due: {
      calm: later(now, 12 * MINUTE),
      soon: later(now, 4 * MINUTE + 12_000),
      late: later(now, -3 * MINUTE),
    },
    tookMs: 4 * MINUTE + 12_000,
    earlier: {
      minutes: later(now, -9 * MINUTE),
      hours: later(now, -5 * HOUR),
      days: later(now, -3 * DAY),
    },
    perDay: [4, 6, 5, 9, 8, 12, 11, 17, 15, 19, 22, 21, 27, 31].map((value, index) => ({
      label: new Date(later(now, (index - 13) * DAY)).toISOString().slice(5, 10),
      value,
    })),
    longWord: 'x'.repeat(300),
  };
}
