import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';

type WriteDate = (at: Date, language: Language) => string;

/**
 * Sentences for pages, in any language. Facts that are moments (ISO strings under names that end in
 * `At`) are written as people write dates.
 */
export const sentences =
  (translations: Translations, writeDate: WriteDate) =>
  (language: Language, key: string, facts: Facts = {}): string =>
    translations.translate(
      language,
      key,
      Object.fromEntries(
        Object.entries(facts).map(([name, value]) => [
          name,
          name.endsWith('At') ? writeDate(new Date(value), language) : value,
        ]),
      ),
    );
