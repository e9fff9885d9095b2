import type { Clock } from '../../kernel/clock.js';
import { HOUR, later, MINUTE } from '../../kernel/clock.js';
import {
  Conflict,
  Forbidden,
  InvalidInput,
  NotFound,
  Unauthenticated,
} from '../../kernel/errors.js';
import { newId, newToken, sha256 } from '../../kernel/ids.js';
import type { Language, Role, Viewer } from '../../kernel/people.js';
import type { Throttle } from '../../platform/throttle.js';
import type { AccountStore } from './account-store.js';
import { isUsable, type Link, type LinkPurpose } from './link.js';
import type { Passwords } from './passwords.js';
import {
  INVITATION_HOURS,
  parseSessionKey,
  passwordProblem,
  RESET_MINUTES,
  sessionKey,
  SETUP_HOURS,
  toViewer,
  type Person,
  type PersonSettings,
  type PersonStatus,
} from './person.js';

export interface NewPerson {
  readonly email: string;
  readonly handle: string;
  readonly name: string;
  readonly password: string;
  readonly language: Language;
  readonly zone: string;
}

export interface AccountServiceDeps {
  readonly accounts: AccountStore;
  readonly passwords: Passwords;
  readonly clock: Clock;
  /** Guesses against one person from one address. */
  readonly guesses: Throttle;
  /** Sign-ins and sign-ups from one address; not given back, or one's own account would refill it. */
  readonly addresses: Throttle;
}

export type AccountService = ReturnType<typeof createAccountService>;

export function createAccountService(deps: AccountServiceDeps) {
  const { accounts, passwords, clock } = deps;

  async function addPerson(fresh: NewPerson, roles: readonly Role[]): Promise<Person> {
    const problem = passwordProblem(fresh.password, fresh);
    if (problem) throw new InvalidInput({ password: { code: problem } });
    const { password, ...rest } = fresh;
    const person: Person = {
      ...rest,
      id: newId(clock.now()),
      passwordHash: await passwords.hash(password),
      roles,
      status: 'active',
      sessionEpoch: 0,
      createdAt: clock.now(),
    };
    await accounts.addPerson(person);
    return person;
  }

  /** Returns the secret itself; only its hash stays here. */
  async function makeLink(
    purpose: LinkPurpose,
    lifetimeMs: number,
    extra: Partial<Pick<Link, 'email' | 'roles' | 'personId'>> = {},
  ): Promise<string> {
    const token = newToken();
    await accounts.addLink({
      id: newId(clock.now()),
      purpose,
      tokenHash: sha256(token),
      expiresAt: later(clock.now(), lifetimeMs),
      usedAt: null,
      email: null,
      roles: [],
      personId: null,
      ...extra,
    });
    return token;
  }

  async function openLink(token: string, purpose: LinkPurpose): Promise<Link> {
    const link = await accounts.linkByToken(sha256(token), purpose);
    if (!link || !isUsable(link, clock.now())) throw new NotFound('accounts.link_gone');
    return link;
  }

  /** Uses the link up only if the work succeeds, so that a typo in the form does not cost it. */
  async function throughLink<T>(link: Link, work: () => Promise<T>): Promise<T> {
    await accounts.useLink(link.id, clock.now());
    try {
      return await work();
    } catch (error) {
      await accounts.releaseLink(link.id);
      throw error;
    }
  }

  return {
    /** Open to anybody; gives the role tester and no other. */
    async signUp(fresh: NewPerson, ip: string): Promise<Person> {
      await deps.addresses.take(ip);
      return addPerson(fresh, ['tester']);
    },

    /** Same refusal and same time whether the e-mail or the password is wrong. */
    async verify(email: string, password: string, ip: string): Promise<Person> {
      const name = email.normalize('NFKC').trim().toLowerCase();
      await deps.addresses.take(ip);
      await deps.guesses.take(`${name}\0${ip}`);
      const person = await accounts.personByEmail(name);
      const isMatch = await passwords.matches(person?.passwordHash, password);
      if (!person || !isMatch) throw new Unauthenticated('accounts.wrong_credentials');
      await deps.guesses.forget(`${name}\0${ip}`);
      if (person.status === 'suspended') throw new Forbidden('accounts.suspended');
      return person;
    },

    async sessionKeyOf(personId: string): Promise<string> {
      const person = await accounts.personById(personId);
      if (!person) throw new NotFound();
      return sessionKey(person);
    },
    /** Asked on every request, so that a changed role or status acts on the next one. */
    async loadViewer(key: string): Promise<Viewer | undefined> {
      const { id, epoch } = parseSessionKey(key);
      const person = await accounts.sessionPersonById(id);
      return person?.sessionEpoch === epoch ? toViewer(person) : undefined;
    },

    /** A link for the first admin, or undefined once there is one. */
    async offerSetup(): Promise<string | undefined> {
      if (await accounts.hasAdmin()) return undefined;
      await accounts.removeLinks('setup');
      return makeLink('setup', SETUP_HOURS * HOUR);
    },
    async setUp(token: string, fresh: NewPerson): Promise<Person> {
      const link = await openLink(token, 'setup');
      if (await accounts.hasAdmin()) throw new Conflict('accounts.already_set_up');
      return throughLink(link, () => addPerson(fresh, ['admin']));
    },

    async invite(email: string, roles: readonly Role[]): Promise<string> {
      if (await accounts.personByEmail(email))
        throw new InvalidInput({ email: { code: 'accounts.email_taken' } });
      return makeLink('invitation', INVITATION_HOURS * HOUR, { email, roles });
    },
    openLink,
    async join(token: string, fresh: Omit<NewPerson, 'email'>): Promise<Person> {
      const link = await openLink(token, 'invitation');
      return throughLink(link, () => addPerson({ ...fresh, email: link.email ?? '' }, link.roles));
    },

    async makeResetLink(handle: string): Promise<string> {
      const person = await accounts.personByHandle(handle);
      if (!person) throw new NotFound();
      return makeLink('reset', RESET_MINUTES * MINUTE, { personId: person.id });
    },
    /** A reset token for the person with that e-mail, if there is one. */
    async forgot(email: string, ip: string): Promise<string | undefined> {
      await deps.addresses.take(ip);
      const person = await accounts.personByEmail(email);
      return person && makeLink('reset', RESET_MINUTES * MINUTE, { personId: person.id });
    },
    async reset(token: string, password: string): Promise<Person> {
      const link = await openLink(token, 'reset');
      const person = await accounts.personById(link.personId ?? '');
      if (!person) throw new NotFound();
      const problem = passwordProblem(password, person);
      if (problem) throw new InvalidInput({ password: { code: problem } });
      const passwordHash = await passwords.hash(password);
      return throughLink(link, async () => {
        await accounts.setPassword(person.id, passwordHash);
        return person;
      });
    },

    async updateSettings(viewer: Pick<Viewer, 'id'>, settings: PersonSettings): Promise<void> {
      await accounts.updateSettings(viewer.id, settings);
    },

    /** Acts on the person's next request. An admin can't lock themselves out. */
    async setStatus(handle: string, status: PersonStatus, viewer: Viewer): Promise<void> {
      const person = await accounts.personByHandle(handle);
      if (!person) throw new NotFound();
      if (person.id === viewer.id) throw new Conflict('accounts.not_yourself');
      await accounts.setStatus(person.id, status);
    },

    sweep: () => accounts.sweepLinks(later(clock.now(), -24 * HOUR)),
  };
}
