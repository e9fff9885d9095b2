import type { Page } from '../../kernel/page-request.js';
import type { PersonCard } from '../accounts/index.js';
import type { SharedMark } from './applicant-queries.js';
import type { Application } from './application.js';
import { isListOpen, type Round } from './round.js';

type Cards = ReadonlyMap<string, PersonCard>;

/** Groups of applications that share a phone, an address or a browser; and what was set aside. */
export const duplicatesModel = (
  round: Round,
  { rows, next }: Page<SharedMark>,
  after: string | undefined,
  aside: readonly Application[],
  cards: Cards,
  now: Date,
) => ({
  round,
  canSetAside: isListOpen(round, now),
  groups: rows.map(({ kind, count, applications }) => ({
    kind,
    count,
    more: count - applications.length,
    applications: applications.map((one) => ({ ...one, person: cards.get(one.personId) })),
  })),
  aside: aside.map((one) => ({ ...one, person: cards.get(one.personId) })),
  next,
  after,
  wide: true,
});
