import { shiftPeriod, startOf } from './period.js';
import { ruleFor, TERM_BOUNDS, TERMS } from './rule.js';
import type { Scene } from './standing-page.js';
import type { StandingFigures } from './standing-queries.js';

/** Every version of the rules, the newest first, and how decisions went. */
export function rulesModel(figures: StandingFigures, isAdmin: boolean, scene: Scene) {
  const { rules, period, zone, say, names } = scene;
  const inForce = ruleFor(rules, period);
  const decided = figures.upheld + figures.dismissed;
  return {
    ...figures,
    decided,
    percentOverturned: decided === 0 ? undefined : Math.round((100 * figures.upheld) / decided),
    isAdmin,
    newest: rules.at(-1),
    fields: TERMS.map((name) => ({
      name,
      label: say(`standing.terms.${name}`),
      value: rules.at(-1)?.[name],
      min: TERM_BOUNDS[name][0],
      max: TERM_BOUNDS[name][1],
    })),
    nextWeekAt: startOf(shiftPeriod(period, 1), zone),
    versions: [...rules].reverse().map((rule) => ({
      version: rule.version,
      isInForce: rule.version === inForce.version,
      isAhead: rule.effectiveFrom > period,
      fromAt: startOf(rule.effectiveFrom, zone),
      reason: rule.reason,
      by: rule.byId ? names.get(rule.byId)?.name : undefined,
      lines: TERMS.map((name) => say(`standing.term_lines.${name}`, { count: rule[name] })),
    })),
  };
}
