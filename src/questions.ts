import type { Accounts } from './features/accounts/index.js';
import { whyOfPlace, type Allocations, type Why } from './features/allocations/index.js';
import type { Claims } from './features/claims/index.js';
import type { Defects } from './features/defects/index.js';
import type { Invites } from './features/invites/index.js';
import type { EngineerQuality, Reports } from './features/reports/index.js';
import { newcomer, type ApplicantHistory, type Application } from './features/rounds/index.js';
import type { Selections } from './features/selections/index.js';
import type { StandingFeature } from './features/standing/index.js';
import type { Units } from './features/units/index.js';

/** Questions that no single feature can answer; compose gives them to those who ask. */

/** What is known of each applicant, every feature asked once for all of them. */
export async function historiesOf(
  from: {
    readonly accounts: Accounts;
    readonly reports: Reports;
    readonly standing: StandingFeature;
    readonly allocations: Allocations;
    readonly units: Units;
  },
  ids: readonly string[],
): Promise<ReadonlyMap<string, ApplicantHistory>> {
  const [joined, kept, standings, finished, held] = await Promise.all([
    from.accounts.joinDates(ids),
    from.reports.keptCounts(ids),
    from.standing.statesOf(ids),
    from.allocations.service.finishedCounts(ids),
    from.units.service.heldCounts(ids),
  ]);
  return new Map(
    [...joined].map(([id, createdAt]) => {
      const { state = 'good', removedAt = null } = standings.get(id) ?? {};
      const known = {
        standing: state,
        removedAt,
        holdsUnit: (held.get(id) ?? 0) > 0,
        roundsFinished: finished.get(id) ?? 0,
        reportsKept: kept.get(id) ?? 0,
      };
      return [id, { ...newcomer(createdAt), ...known }];
    }),
  );
}

/** What the way in says about an application; a place in a queue counts before a list. */
export async function whyOf(
  from: { readonly claims: Claims; readonly invites: Invites; readonly selections: Selections },
  { id }: Application,
): Promise<Why | undefined> {
  const claim = await from.claims.service.claimOf(id);
  const place = claim && claim.kind !== 'sold_out' ? whyOfPlace('first_come', claim) : undefined;
  if (place?.isChosen) return place;
  const came = await from.invites.service.placeOf(id);
  if (came !== undefined) return whyOfPlace('invite', { kind: 'seat', number: came });
  const row = await from.selections.service.rowOf(id);
  return row ? { ...row, isChosen: row.state === 'won' } : place;
}

/** What became of the fixes and declines of each engineer. */
export async function qualityOf(
  { defects }: { readonly defects: Pick<Defects, 'fixOutcomes' | 'overturned'> },
  from: Date,
  to: Date,
): Promise<ReadonlyMap<string, EngineerQuality>> {
  const [fixes, declines] = await Promise.all([
    defects.fixOutcomes(from, to),
    defects.overturned(),
  ]);
  const fixed = new Map(fixes.map((one) => [one.personId, one]));
  const upheld = new Map(declines.map((one) => [one.personId, one.upheld]));
  return new Map(
    [...new Set([...fixed.keys(), ...upheld.keys()])].map((id) => [
      id,
      {
        verified: fixed.get(id)?.verified ?? 0,
        contradicted: fixed.get(id)?.contradicted ?? 0,
        overturned: upheld.get(id) ?? 0,
      },
    ]),
  );
}
