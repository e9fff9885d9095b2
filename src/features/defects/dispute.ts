import { HOUR, later } from '../../kernel/clock.js';
import type { Report } from '../reports/index.js';
import type { Defect } from './defect.js';

export const DISPUTE_STATES = ['open', 'upheld', 'rejected'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** For how long a decline can be disputed, and within how long that is decided. */
export const DISPUTE_HOURS = 72;
/** Open disputes of one person. */
export const DISPUTES_OPEN_MAX = 3;

/** What was declined, by whom and when. */
export interface Declined {
  readonly subject: 'report' | 'defect';
  /** Of the defect, as the one that stands for the report's. */
  readonly defectRef: string | null;
  readonly declinedById: string;
  readonly declinedAt: Date;
}

/** A reporter says that a decline was wrong; another person decides, once and for all. */
export interface Dispute extends Declined {
  readonly id: string;
  readonly personId: string;
  readonly reportId: string;
  readonly reportRef: string;
  readonly reason: string;
  readonly at: Date;
  readonly dueAt: Date;
  readonly state: DisputeState;
  /** One of the places that a person has for open ones; null once it is decided. */
  readonly place: number | null;
  readonly decidedById: string | null;
  readonly decidedAt: Date | null;
  readonly answer: string;
  /** What an upheld one brings is still to be done. */
  readonly isPending: boolean;
  /** Admins were told that it is late. */
  readonly isLateTold: boolean;
}

/** What a reporter can do about the decline of a report. */
export interface Disputable {
  readonly report: Report;
  readonly declined: Declined;
  readonly until: Date;
  /** What was said about this very decline before. */
  readonly dispute: Dispute | undefined;
}

/** How often the declines of one person were disputed, and with what success. */
export interface Overturned {
  readonly personId: string;
  readonly upheld: number;
  readonly rejected: number;
}

/** The decline that the report shows: its own, or that of the defect that stands for it. */
export function declinedIn(
  { status, events }: Pick<Report, 'status' | 'events'>,
  root: Pick<Defect, 'ref' | 'status' | 'resolution' | 'history'> | undefined,
): Declined | undefined {
  if (status === 'declined') {
    const event = events.findLast(({ action }) => action === 'decline');
    if (!event?.byId) return undefined;
    const { byId: declinedById, at: declinedAt } = event;
    return { subject: 'report', defectRef: null, declinedById, declinedAt };
  }
  if (status !== 'linked' || root?.status !== 'resolved' || root.resolution === 'fixed')
    return undefined;
  const event = root.history.findLast(({ action }) => action === 'decline');
  if (!event?.byId) return undefined;
  const { byId: declinedById, at: declinedAt } = event;
  return { subject: 'defect', defectRef: root.ref, declinedById, declinedAt };
}

export const disputableUntil = ({ declinedAt }: Pick<Declined, 'declinedAt'>): Date =>
  later(declinedAt, DISPUTE_HOURS * HOUR);

/** Whoever declined decided before, and nobody decides on their own report. */
export const mayDecide = (
  dispute: Pick<Dispute, 'declinedById' | 'personId'>,
  personId: string,
): boolean => dispute.declinedById !== personId && dispute.personId !== personId;
