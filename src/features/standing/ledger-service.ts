import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { cureDraft, type Draft } from './judge.js';
import { periodOf } from './period.js';
import { firstRule, ruleFor, type StandingRule } from './rule.js';
import type { Ledger, StandingStore } from './standing-store.js';
import type { StandingEntry } from './entry.js';
import { actionsFrom, foldStanding, nextStanding, type Standing } from './standing.js';

export interface LedgerServiceDeps {
  readonly store: StandingStore;
  readonly clock: Clock;
  readonly programmeZone: string;
}

/** What a plan is made from: the person as the ledger says at this very write. */
export interface LedgerView {
  readonly standing: Standing;
  readonly entries: readonly StandingEntry[];
  readonly rules: readonly StandingRule[];
  readonly now: Date;
}

export type Plan = (view: LedgerView) => readonly Draft[];
export type LedgerService = ReturnType<typeof createLedgerService>;

/** Each lost attempt is somebody else's entry in the ledger of the same person. */
const ATTEMPTS = 20;

/** The only way into a ledger. */
export function createLedgerService({ store, clock, programmeZone }: LedgerServiceDeps) {
  /** All versions; the first one is there from the first time that anybody asks. */
  async function rules(): Promise<readonly StandingRule[]> {
    const found = await store.rules();
    if (found.length > 0) return found;
    const now = clock.now();
    await store.addRule(firstRule(periodOf(now, programmeZone), now));
    return store.rules();
  }

  /**
   * Plans on the ledger as it is and writes; whoever was faster makes it plan again, so that two
   * decisions at once are one decision and one refusal. Entries that are there already are left
   * out, which makes everything safe to repeat.
   * @throws Conflict `standing.not_now` when the standing has no such step.
   */
  async function record(personId: string, plan: Plan): Promise<Standing> {
    const versions = await rules();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const ledger = await store.ledgerOf(personId);
      const before = foldStanding(personId, ledger.entries);
      const now = clock.now();
      const { entries } = ledger;
      const drafts = plan({ standing: before, entries, rules: versions, now });
      const { standing, fresh } = takeAll(before, ledger, drafts, versions, now);
      if (fresh.length === 0) return before;
      if (await store.append(personId, ledger, fresh)) return standing;
    }
    throw new Conflict('standing.changed');
  }

  function takeAll(
    before: Standing,
    { entries }: Ledger,
    drafts: readonly Draft[],
    versions: readonly StandingRule[],
    now: Date,
  ) {
    const known = new Set(entries.map(({ key }) => key));
    const fresh: StandingEntry[] = [];
    let standing = before;
    const take = (draft: Draft | undefined) => {
      if (!draft || known.has(draft.key)) return;
      const entry = toEntry(draft, versions, now);
      const next = nextStanding(standing, entry);
      if (!next) throw notNow(standing);
      standing = next;
      fresh.push(entry);
    };
    for (const draft of drafts) take(draft);
    // Whatever was written may have been the sign of life that a warning asked for.
    take(cureDraft(standing, versions, periodOf(now, programmeZone), now));
    return { standing, fresh };
  }

  return {
    rules,
    record,
    async standingOf(personId: string): Promise<Standing> {
      return foldStanding(personId, (await store.ledgerOf(personId)).entries);
    },
    ledgerOf: store.ledgerOf,
  };
}

const toEntry = (draft: Draft, rules: readonly StandingRule[], now: Date): StandingEntry => ({
  roundId: null,
  ruleVersion: ruleFor(rules, draft.period).version,
  evidence: '',
  text: '',
  outcome: null,
  until: null,
  about: null,
  byId: null,
  at: now,
  ...draft,
  id: newId(now),
});

/** Names the standing and what is possible in it. */
export function notNow({ state }: Pick<Standing, 'state'>): Conflict {
  const actions = actionsFrom(state);
  const named = Object.fromEntries(actions.map((action, index) => [`action${index + 1}`, action]));
  return new Conflict('standing.not_now', { state, count: actions.length, ...named });
}
