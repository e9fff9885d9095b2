import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { hasRole, type Bilingual, type Viewer } from '../../kernel/people.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import type { Counters } from '../../platform/counters.js';
import type { MeetupForm } from './meetup-input.js';
import type { MeetupQueries } from './meetup-queries.js';
import type { MeetupStore } from './meetup-store.js';
import type { Teller } from './teller-service.js';
import {
  isEditable,
  isPublic,
  meetupPhase,
  nextMeetupState,
  PROPOSALS_MAX,
  type Meetup,
  type MeetupAction,
  type MeetupKind,
  type Particulars,
} from './meetup.js';

export interface MeetupServiceDeps {
  readonly meetups: MeetupStore;
  readonly queries: MeetupQueries;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly teller: Teller;
  /** Whether a tester is in good standing. */
  readonly mayOrganise: (personId: string) => Promise<boolean>;
}

export type MeetupService = ReturnType<typeof createMeetupService>;

/** The programme's own are drafts until announced, a tester's are proposals until an admin says so. */
export function kindFor(viewer: Viewer): MeetupKind {
  if (hasRole(viewer, 'admin')) return 'official';
  if (hasRole(viewer, 'tester')) return 'organised';
  throw new Forbidden();
}

export const runs = (meetup: Pick<Meetup, 'organiserId'>, viewer: Viewer | undefined): boolean =>
  viewer !== undefined && (hasRole(viewer, 'admin') || meetup.organiserId === viewer.id);

/** Proposing, deciding and changing meetups; who comes is in `rsvp-service.ts`. */
export function createMeetupService(deps: MeetupServiceDeps) {
  const { meetups, queries, counters, clock, teller, mayOrganise } = deps;

  /** Drafts and proposals are there only for who runs them. */
  async function visible(ref: string, viewer: Viewer | undefined): Promise<Meetup> {
    const meetup = await meetups.byRef(ref);
    if (!meetup || !(isPublic(meetup) || runs(meetup, viewer))) throw new NotFound();
    return meetup;
  }
  async function ownOf(ref: string, viewer: Viewer): Promise<Meetup> {
    const meetup = await visible(ref, viewer);
    if (!runs(meetup, viewer)) throw new Forbidden('meetups.not_organiser');
    return meetup;
  }

  async function create(form: MeetupForm, viewer: Viewer): Promise<Meetup> {
    const kind = kindFor(viewer);
    const now = clock.now();
    const particulars = particularsOf(form, kind, now);
    if (kind === 'organised') await refuseProposal(viewer.id);
    const state = kind === 'official' ? 'draft' : 'proposed';
    return meetups.add({
      id: newId(now),
      ref: await counters.nextRef('meetup'),
      kind,
      state,
      ...particulars,
      organiserId: viewer.id,
      rsvps: [],
      cancellations: [],
      revision: 0,
      decidedById: null,
      reason: '',
      organiserTold: state,
      remindedAt: null,
      createdAt: now,
    });
  }

  async function refuseProposal(personId: string): Promise<void> {
    if (!(await mayOrganise(personId))) throw new Conflict('meetups.not_in_good_standing');
    if ((await queries.countProposals(personId)) >= PROPOSALS_MAX)
      throw new Conflict('meetups.too_many_proposals', { max: PROPOSALS_MAX });
  }

  async function edit(
    ref: string,
    { revision, ...form }: MeetupForm & { readonly revision: number },
    viewer: Viewer,
  ): Promise<Meetup> {
    const meetup = await ownOf(ref, viewer);
    const now = clock.now();
    if (!isEditable(meetup, hasRole(viewer, 'admin'), now))
      throw new Conflict('meetups.not_editable');
    const edited = await meetups.edit(
      { ...meetup, revision },
      particularsOf(form, meetup.kind, now),
    );
    if (!edited) return refuseEdit(ref, revision, form.capacity);
    await teller.tell(edited);
    return edited;
  }

  async function refuseEdit(ref: string, revision: number, capacity: number): Promise<never> {
    const now = await meetups.byRef(ref);
    const isFull = now !== undefined && now.rsvps.length > capacity;
    if (isFull && now.revision === revision && now.state !== 'cancelled')
      throw new InvalidInput({
        capacity: { code: 'meetups.capacity_taken', facts: { count: now.rsvps.length } },
      });
    throw new Conflict('conflict');
  }

  async function decide(
    ref: string,
    action: MeetupAction,
    viewer: Viewer,
    reason = '',
  ): Promise<Meetup> {
    const meetup = await ownOf(ref, viewer);
    const isAdmin = hasRole(viewer, 'admin');
    if (action !== 'cancel' && !isAdmin) throw new Forbidden();
    if (action !== 'cancel' && meetup.kind === 'organised' && meetup.organiserId === viewer.id)
      throw new Conflict('meetups.own_proposal');
    const to = nextMeetupState(meetup.state, action);
    const phase = meetupPhase(meetup, clock.now());
    const isLate = action === 'announce' && meetup.startsAt <= clock.now();
    if (isLate) throw new Conflict('meetups.starts_in_past');
    const decided =
      to && phase !== 'over'
        ? await meetups.decide(meetup, { action, to, byId: viewer.id, reason })
        : undefined;
    if (!decided) return refuseDecision(ref, action);
    await teller.tell(decided);
    return decided;
  }

  /** The button pressed twice has done its work. */
  async function refuseDecision(ref: string, action: MeetupAction): Promise<Meetup> {
    const meetup = await meetups.byRef(ref);
    if (!meetup) throw new NotFound();
    if (meetup.state === AFTER[action]) return meetup;
    const state = meetupPhase(meetup, clock.now());
    throw new Conflict(`meetups.illegal_${state}`, { ref });
  }

  return { visible, ownOf, create, edit, decide };
}

const AFTER = { announce: 'announced', decline: 'declined', cancel: 'cancelled' } as const;

/** Times are those of the zone chosen. InvalidInput names the field that can't be. */
function particularsOf(form: MeetupForm, kind: MeetupKind, now: Date): Particulars {
  const startsAt = parseLocalTime(form.startsAt, form.zone);
  const endsAt = parseLocalTime(form.endsAt, form.zone);
  if (startsAt <= now) throw new InvalidInput({ startsAt: { code: 'meetups.starts_in_past' } });
  if (endsAt <= startsAt) throw new InvalidInput({ endsAt: { code: 'meetups.ends_first' } });
  if (endsAt.getTime() - startsAt.getTime() > LONGEST_MS)
    throw new InvalidInput({ endsAt: { code: 'meetups.too_long' } });
  if (kind === 'official' && !form.title_zh)
    throw new InvalidInput({ title_zh: { code: 'required' } });
  const { city, venue, zone, capacity } = form;
  const both = (en: string, zh: string): Bilingual => ({ en, 'zh-CN': zh || en });
  const isOwn = kind === 'organised';
  return {
    title: both(form.title, isOwn ? '' : form.title_zh),
    about: both(form.about, isOwn ? '' : form.about_zh),
    city,
    venue,
    zone,
    capacity,
    startsAt,
    endsAt,
  };
}

const LONGEST_MS = 3 * 24 * 3_600_000;
