import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { Round } from '../rounds/index.js';
import type { Why } from './why.js';

export interface WhyView {
  readonly round: Pick<Round, 'slug'>;
  readonly language: Language;
  readonly say: (key: string, facts?: Facts) => string;
}

/** Every reason in words, and the way to where it can be checked. */
export function whyModel(why: Why, { round, language, say }: WhyView) {
  const score = why.parts.reduce((sum, { points }) => sum + points, 0);
  return {
    lead: say(`allocations.why.${why.source}`),
    reasons: why.reasons.map(({ code, facts }) => say(`rounds.reasons.${code}`, facts)),
    parts: why.parts.map(({ key, points, facts }) => ({
      label: partLabel(key, facts, language, say),
      value: points,
    })),
    score: why.parts.length > 0 ? score : undefined,
    facts: factRows(why, say),
    publishedId: why.publishedId ?? undefined,
    proofHref: why.publishedId === null ? undefined : `/rounds/${round.slug}/draw`,
  };
}

/** An answer is named by its question, in the reader's language; other parts by a sentence. */
const partLabel = (key: string, facts: Facts, language: Language, say: WhyView['say']): string =>
  key === 'answer'
    ? String(facts[language === 'en' ? 'en' : 'zh'] ?? '')
    : say(`allocations.why.parts.${key}`, facts);

function factRows({ weight, rank, of, quotaKey, waitlistPlace }: Why, say: WhyView['say']) {
  const row = (name: string, text: string | undefined) =>
    text === undefined ? [] : [{ label: say(`allocations.why.${name}`), text }];
  return [
    ...row('quota', quotaKey ?? undefined),
    ...row('weight', weight === null ? undefined : String(weight)),
    ...row('rank', rank === null ? undefined : rankText(rank, of, say)),
    ...row('waitlist', waitlistPlace === null ? undefined : String(waitlistPlace)),
  ];
}

const rankText = (rank: number, of: number | null, say: WhyView['say']): string =>
  of === null ? String(rank) : say('allocations.why.rank_of', { rank, of });
