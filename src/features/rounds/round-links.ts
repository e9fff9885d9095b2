import type { Round } from './round.js';

export interface RoundLink {
  /** Completes the translation key `rounds.links.<key>`. */
  readonly key: string;
  readonly href: string;
}

/**
 * What an admin has of a round, some of it in later features: the pages that the ways its seats are
 * given need, and what everybody sees of a selection once the round is published.
 */
export function roundLinks(
  round: Pick<Round, 'slug' | 'quotas' | 'publishedAt' | 'decidedAt'>,
): readonly RoundLink[] {
  const admin = `/admin/rounds/${round.slug}`;
  const has = (...modes: readonly Round['mode'][]) =>
    round.quotas.some(({ mode }) => modes.includes(mode));
  const isSelected = has('draw', 'merit');
  const links = [
    { key: 'edit', href: admin, isShown: true },
    { key: 'applications', href: `${admin}/applications`, isShown: true },
    { key: 'duplicates', href: `${admin}/duplicates`, isShown: true },
    { key: 'selection', href: `${admin}/selection`, isShown: isSelected },
    {
      key: 'dry_run',
      href: `${admin}/selection/dry-run`,
      isShown: isSelected && round.decidedAt === null,
    },
    { key: 'codes', href: `${admin}/codes`, isShown: has('invite') },
    {
      key: 'draw',
      href: `/rounds/${round.slug}/draw`,
      isShown: isSelected && round.publishedAt !== null,
    },
  ];
  return links.filter(({ isShown }) => isShown).map(({ key, href }) => ({ key, href }));
}
