/**
 * The catalogue. What a badge is called and why it is given stands in the texts under
 * `honours.badges.<key>`; nothing here ever leaves the catalogue, because awards are for ever.
 */
export const BADGES = {
  /** For accepting an engineering unit. */
  honorary_member: { sign: 'first', isLifetime: true },
  /** For an engineer whom the users of a release thanked most. */
  popcorn: { sign: 'popcorn', isLifetime: true },
} as const;

export type BadgeKey = keyof typeof BADGES;

export const BADGE_KEYS = Object.keys(BADGES) as readonly BadgeKey[];

export const badgeOf = (key: BadgeKey) => ({ key, ...BADGES[key] });
