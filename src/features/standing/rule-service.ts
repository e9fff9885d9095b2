import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { Notify } from '../../kernel/notice.js';
import type { Bilingual } from '../../kernel/people.js';
import type { Holding } from './judge.js';
import type { LedgerService } from './ledger-service.js';
import { periodOf, shiftPeriod, startOf } from './period.js';
import type { RuleTerms, StandingRule } from './rule.js';
import type { StandingStore } from './standing-store.js';

export interface RuleServiceDeps {
  readonly store: Pick<StandingStore, 'addRule' | 'recordAnnounced'>;
  readonly ledgers: Pick<LedgerService, 'rules'>;
  readonly holdings: () => Promise<readonly Holding[]>;
  readonly notify: Notify;
  readonly clock: Clock;
  readonly programmeZone: string;
}

/** A change of the rules as an admin asks for it. */
export interface RuleChange {
  readonly terms: RuleTerms;
  readonly reason: Bilingual;
  /** The newest version that the admin had seen. */
  readonly basedOn: number;
}

export type RuleService = ReturnType<typeof createRuleService>;

export function createRuleService(deps: RuleServiceDeps) {
  const { store, ledgers, notify, clock, programmeZone: zone } = deps;

  async function announce(rule: StandingRule, holdings: readonly Holding[]): Promise<void> {
    for (const { personId } of holdings)
      await notify({
        personId,
        topic: 'standing',
        key: `standing-rules:${rule.version}`,
        text: 'standing.notices.rules',
        facts: {
          version: rule.version,
          fromAt: startOf(rule.effectiveFrom, zone).toISOString(),
        },
        link: '/standing/rules',
      });
    await store.recordAnnounced(rule.version, clock.now());
  }

  return {
    /** Takes effect with the next week; the running one is judged by what was in force at its start. */
    async change({ terms, reason, basedOn }: RuleChange, admin: { readonly id: string }) {
      const createdAt = clock.now();
      const newest = (await ledgers.rules()).at(-1);
      const version = basedOn + 1;
      const rule: StandingRule = {
        ...terms,
        id: String(version),
        version,
        effectiveFrom: shiftPeriod(periodOf(createdAt, zone), 1),
        reason,
        byId: admin.id,
        createdAt,
        announcedAt: null,
      };
      if (newest?.version !== basedOn || !(await store.addRule(rule)))
        throw new Conflict('standing.rules_changed');
      return rule;
    },

    /** Tells every holder of versions that nobody was told of. */
    async announceNew(): Promise<void> {
      const fresh = (await ledgers.rules()).filter(({ announcedAt }) => announcedAt === null);
      if (fresh.length === 0) return;
      const holdings = await deps.holdings();
      for (const rule of fresh) await announce(rule, holdings);
    },
  };
}
