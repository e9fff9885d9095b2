/**
 * The catalogue. What a badge is called and why it is given stands in the texts under
 * `honours.badges.<key>`; nothing here ever leaves the catalogue, because awards are for ever.
 */
export const BADGES = {
  /** For accepting an engineering unit. */
  honorary_member: { sign: 'first', isLifetime: true },
} as const;

export type BadgeKey = keyof typeof BADGES;

export const badgeOf = (key: BadgeKey) => ({ key, ...BADGES[key] });
