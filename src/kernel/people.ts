/** What every layer may know of a person. */
export const ROLES = ['tester', 'qa', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Text that an admin writes once per language. */
export type Bilingual = Readonly<Record<Language, string>>;

export interface Viewer {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: Language;
  /** IANA name, such as Asia/Shanghai. */
  readonly zone: string;
  /** May read public pages and nothing else. */
  readonly isSuspended: boolean;
  /** How many rows of the notice centre wait to be read. */
  readonly unread: number;
  /** Single keys act on staff pages. */
  readonly shortcuts?: 'on' | 'off';
}

export const hasRole = (viewer: Viewer | undefined, role: Role): boolean =>
  viewer?.roles.includes(role) ?? false;

/** QA or admin: sees the console, never applies for a unit. */
export const isStaff = (viewer: Viewer | undefined): boolean =>
  hasRole(viewer, 'qa') || hasRole(viewer, 'admin');
