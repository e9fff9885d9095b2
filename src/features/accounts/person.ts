import type { Language, Role, Viewer } from '../../kernel/people.js';

export type PersonStatus = 'active' | 'suspended';

export interface Person {
  readonly id: string;
  readonly email: string;
  /** The public name in URLs. */
  readonly handle: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly status: PersonStatus;
  readonly language: Language;
  readonly zone: string;
  /** Raised to end every session of the person. */
  readonly sessionEpoch: number;
  /** Rows of the notice centre that wait to be read; absent until there was a first. */
  readonly unreadNotices?: number;
  /** Single keys act on staff pages; absent means on. */
  readonly shortcuts?: 'on' | 'off';
  readonly createdAt: Date;
}

/** What people set for themselves; what is left out or undefined stays. */
export type PersonSettings = {
  readonly [Name in 'name' | 'language' | 'zone' | 'shortcuts']?: Person[Name] | undefined;
};

export const HANDLE = /^[a-z0-9](?:[a-z0-9-]{1,28}[a-z0-9])$/;
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
export const INVITATION_HOURS = 72;
export const RESET_MINUTES = 60;
export const SETUP_HOURS = 24;

/** Staff never compete with fans for a unit. */
export const canApply = (person: Pick<Person, 'roles'>): boolean =>
  person.roles.includes('tester') &&
  !person.roles.includes('qa') &&
  !person.roles.includes('admin');

/** The commonest choices of leaked lists that are long enough to be typed here. */
const COMMON = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd 12345678 123456789 1234567890
  87654321 11111111 00000000 88888888 66666666 12341234 123123123 qwertyui qwertyuiop qwerty123
  1q2w3e4r 1qaz2wsx zaq12wsx asdfghjk asdfghjkl abcd1234 abc12345 a1234567 a12345678 aa123456
  iloveyou woaini1314 woaini520 5201314520 sunshine princess football baseball superman batman123
  trustno1 welcome1 letmein1 admin123 administrator changeme monkey123 dragon123 master123
  whatever computer internet starwars pokemon123 firstbatch xiaomi123 android1`.split(/\s+/),
);

/** The code of what is wrong with a new password, for a person with that e-mail and handle. */
export function passwordProblem(
  password: string,
  person: { email: string; handle: string },
): string | undefined {
  const lower = password.toLowerCase();
  if (COMMON.has(lower)) return 'accounts.password_common';
  const [mailbox = ''] = person.email.split('@');
  const isOwnName = [person.email, mailbox, person.handle].includes(lower);
  return isOwnName || new Set(lower).size < 3 ? 'accounts.password_guessable' : undefined;
}

/** What the rest of the system may know of the person who asks. */
export const toViewer = (
  person: Omit<Person, 'email' | 'passwordHash' | 'sessionEpoch' | 'createdAt'>,
): Viewer => ({
  id: person.id,
  handle: person.handle,
  name: person.name,
  roles: person.roles,
  language: person.language,
  zone: person.zone,
  isSuspended: person.status === 'suspended',
  unread: Math.max(0, person.unreadNotices ?? 0),
  shortcuts: person.shortcuts ?? 'on',
});

/** Kept in the session: a raised epoch makes every older key worthless. */
export const sessionKey = (person: Pick<Person, 'id' | 'sessionEpoch'>): string =>
  `${person.id}.${person.sessionEpoch}`;

export const parseSessionKey = (key: string): { id: string; epoch: number } => {
  const [id = '', epoch = ''] = key.split('.');
  return { id, epoch: Number(epoch) };
};
