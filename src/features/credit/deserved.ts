import { pointsOf, type CreditRule } from './credit-rule.js';

/** Everything known about a defect and what was merged into it that somebody added. */
export interface FamilyFacts {
  readonly reports: readonly ReportFact[];
  readonly confirmations: readonly ConfirmationFact[];
  readonly retests: readonly RetestFact[];
  readonly help: readonly HelpFact[];
}

interface Fact {
  /** Of the report, the confirmation, the card or the suggestion: the same whatever is merged. */
  readonly id: string;
  readonly personId: string;
  /** Which of the family it was said of. */
  readonly defectId: string;
  readonly at: Date;
}
/** A phone on which it was seen. */
interface Seen extends Fact {
  readonly unitId: string;
  readonly hardwareRevision: string | null;
  readonly build: string | null;
}
export interface ReportFact extends Seen {
  readonly ref: string;
  /** It has a log that could be read. */
  readonly hasLog: boolean;
}
export type ConfirmationFact = Seen;
export interface RetestFact extends Fact {
  readonly fixBuild: string;
}
export interface HelpFact extends Fact {
  readonly kind: 'duplicate' | 'steps';
}

/** One piece of information and what it is worth. */
export interface Deserved {
  readonly personId: string;
  readonly rule: CreditRule;
  /** The id of the fact; person, rule and subject name it. */
  readonly subject: string;
  readonly defectId: string | null;
  readonly points: number;
  readonly at: Date;
  readonly note: DeservedNote;
}

/** What the page names. */
export interface DeservedNote {
  readonly report?: string;
  readonly build?: string;
}

type Claim = Omit<Deserved, 'points'>;

/**
 * What the facts of one family deserve: the first report, log and steps, whatever shows the defect
 * on hardware or a build where nobody saw it, each further phone, each phone that tried the fix,
 * and accepted help. The order of the facts does not matter, only their times.
 */
export function deservedBy(facts: FamilyFacts): readonly Deserved[] {
  const reports = inOrder(facts.reports);
  const first = reports[0];
  const claims = [
    ...(first ? [claimOf('first_report', first, noteOf(first))] : []),
    ...reports
      .filter(({ hasLog }) => hasLog)
      .slice(0, 1)
      .map((report) => claimOf('first_log', report, noteOf(report))),
    ...inOrder(facts.help.filter(({ kind }) => kind === 'steps'))
      .slice(0, 1)
      .map((help) => claimOf('first_steps', help)),
    ...seenAnew(first, inOrder([...reports, ...facts.confirmations])),
    ...facts.retests.map((fact) => claimOf('retest', fact, { build: fact.fixBuild })),
    ...facts.help
      .filter(({ kind }) => kind === 'duplicate')
      .map((help) => claimOf('triage_help', help)),
  ];
  return halved(inOrder(claims));
}

/** Each phone after the first: it counts once, and more where it shows something new. */
function seenAnew(first: ReportFact | undefined, seen: readonly (Seen & { ref?: string })[]) {
  const phones = new Set<string>();
  const kinds = new Set<string>();
  const claims: Claim[] = [];
  for (const fact of seen) {
    const { unitId, hardwareRevision, build } = fact;
    const own = [hardwareRevision && `hardware ${hardwareRevision}`, build && `build ${build}`];
    const named = own.filter((one) => one !== null && one !== '').map(String);
    const isNew = kinds.size > 0 && named.some((kind) => !kinds.has(kind));
    const isOther = phones.size > 0 && !phones.has(unitId);
    named.forEach((kind) => kinds.add(kind));
    phones.add(unitId);
    if (fact === first) continue;
    if (isNew) claims.push(claimOf('new_hardware', fact, noteOf(fact)));
    else if (isOther) claims.push(claimOf('confirmation', fact, noteOf(fact)));
  }
  return claims;
}

const noteOf = ({ ref, build }: { ref?: string; build: string | null }): DeservedNote => ({
  ...(ref !== undefined && { report: ref }),
  ...(build !== null && { build }),
});

const claimOf = (rule: CreditRule, fact: Fact, note: DeservedNote = {}): Claim => ({
  ...{ personId: fact.personId, rule, subject: fact.id, defectId: fact.defectId },
  ...{ at: fact.at, note },
});

/** A broken promise is made up for a little; it belongs to no defect. */
export const lateAnswer = (report: {
  readonly id: string;
  readonly ref: string;
  readonly personId: string;
  readonly at: Date;
}): Deserved => ({
  ...{ personId: report.personId, rule: 'late_answer', subject: report.id, defectId: null },
  ...{ points: pointsOf('late_answer', 0), at: report.at, note: { report: report.ref } },
});

/** Half of it for each time that the person did the same for the family before; nothing is left out. */
function halved(claims: readonly Claim[]): readonly Deserved[] {
  const times = new Map<string, number>();
  return claims.flatMap((claim) => {
    const kind = `${claim.personId} ${claim.rule}`;
    const repeat = times.get(kind) ?? 0;
    times.set(kind, repeat + 1);
    const points = pointsOf(claim.rule, repeat);
    return points > 0 ? [{ ...claim, points }] : [];
  });
}

/** By time, and by what they are about where times are equal. */
function inOrder<T extends { readonly at: Date; readonly id?: string; readonly subject?: string }>(
  facts: readonly T[],
): readonly T[] {
  const key = ({ id, subject }: T): string => id ?? subject ?? '';
  return [...facts].sort(
    (one, other) => one.at.getTime() - other.at.getTime() || (key(one) < key(other) ? -1 : 1),
  );
}
