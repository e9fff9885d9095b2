import type { Answers } from './screening.js';

/** A set-aside application counts nowhere; the admin who did it says why and may undo it. */
export type ApplicationState = 'submitted' | 'withdrawn' | 'set_aside';

/** Where the parcel goes; for the applicant and for admins only. */
export interface Contact {
  readonly phone: string;
  readonly address: string;
}

/**
 * Keyed hashes of what two applications of one person would share, so that an admin can be told of
 * it without anybody comparing addresses. Null where nothing was given.
 */
export interface Marks {
  readonly phone: string | null;
  readonly address: string | null;
  readonly device: string | null;
}

export interface SetAside {
  readonly reason: string;
  readonly byId: string;
  readonly at: Date;
}

/** A request for a unit: one per person and round, changed until the round closes. */
export interface Application {
  readonly id: string;
  /** Such as A-7. */
  readonly ref: string;
  readonly roundId: string;
  readonly personId: string;
  readonly answers: Answers;
  readonly city: string;
  readonly contact: Contact;
  readonly marks: Marks;
  readonly state: ApplicationState;
  /** Present while the state is `set_aside`. */
  readonly setAside: SetAside | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An application as the lists of a selection need it. */
export type ListedApplication = Pick<
  Application,
  'id' | 'ref' | 'roundId' | 'personId' | 'answers' | 'city' | 'createdAt'
>;
