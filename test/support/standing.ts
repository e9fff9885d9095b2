import type { Draft } from '../../src/features/standing/judge.js';
import { firstRule, type StandingRule } from '../../src/features/standing/rule.js';
import type { StandingEntry } from '../../src/features/standing/entry.js';
import { nextStanding, type Standing } from '../../src/features/standing/standing.js';

export const ZONE = 'Asia/Shanghai';
/** The week of 2 March 2026, in which `TEST_START` is the Tuesday. */
export const WEEK = '2026-W10';
export const RULE: StandingRule = firstRule(WEEK, new Date('2026-03-02T00:00:00Z'));

let made = 0;

/** An entry with every field defaulted. */
export function entryOf(
  draft: Pick<StandingEntry, 'kind'> & Partial<StandingEntry>,
): StandingEntry {
  made += 1;
  return {
    id: `entry-${made}`,
    key: `key-${made}`,
    period: WEEK,
    roundId: 'round',
    ruleId: 'weekly_sign',
    ruleVersion: 1,
    evidence: '',
    text: '',
    outcome: null,
    until: null,
    about: null,
    byId: null,
    at: new Date('2026-03-09T00:00:00Z'),
    ...draft,
  };
}

/** Adds the drafts as the ledger does; throws where one of them may not be made. */
export function take(
  standing: Standing,
  drafts: readonly Draft[],
  at: Date,
): { readonly standing: Standing; readonly entries: readonly StandingEntry[] } {
  const entries: StandingEntry[] = [];
  let next = standing;
  for (const draft of drafts) {
    const entry = entryOf({ at, ...draft });
    const after = nextStanding(next, entry);
    if (!after) throw new Error(`${entry.kind} is refused in ${next.state}`);
    next = after;
    entries.push(entry);
  }
  return { standing: next, entries };
}
