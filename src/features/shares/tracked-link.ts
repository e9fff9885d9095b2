/** Our short link: `/s/<code>` leads to a page of this site, and its visits are counted. */
export interface TrackedLink {
  readonly id: string;
  /** Crockford letters and digits; what stands in the address. */
  readonly code: string;
  readonly personId: string;
  readonly roundId: string;
  /** A path of this site. */
  readonly landing: string;
  readonly createdAt: Date;
}

/** About 3 × 10¹⁰ codes: nobody finds one by trying. */
export const CODE_LENGTH = 7;
export const LINKS_PER_PERSON = 50;

/** A link leads nowhere else, so it can't be lent out to lead people to another site. */
const LANDINGS = [
  /^\/$/,
  /^\/honours$/,
  /^\/rounds\/[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/,
  /^\/awards\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
] as const;

export const isLanding = (path: string): boolean => LANDINGS.some((shape) => shape.test(path));

export type LandingKind = 'home' | 'honours' | 'round' | 'award';

/** What the page behind a landing is, for words about it. */
export function landingKind(path: string): LandingKind {
  if (path === '/') return 'home';
  if (path.startsWith('/rounds/')) return 'round';
  return path.startsWith('/awards/') ? 'award' : 'honours';
}
