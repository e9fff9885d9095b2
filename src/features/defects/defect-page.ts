import { hasRole, isStaff } from '../../kernel/people.js';
import type { Report } from '../reports/index.js';
import type { DefectFacts } from './defect-facts.js';
import { actionsOn, type Defect, type DefectEvent } from './defect.js';
import { publicWords } from './embargo.js';
import { impactOf } from './impact.js';
import { mergedAtOf, rootOf } from './merge.js';
import { VOTE_BUDGET } from './support.js';

/** The status as a colour of `partials/tag`; closed without a fix is plain. */
export const toneOf = ({ status, resolution }: Pick<Defect, 'status' | 'resolution'>) => {
  if (status === 'verified') return 'ok';
  if (status === 'resolved') return resolution === 'fixed' ? 'ok' : undefined;
  return status === 'in_progress' ? 'info' : 'warn';
};

export function showModel(facts: DefectFacts) {
  const { family, viewer, reports, comebacks, builds, release, after } = facts;
  const { defect } = family;
  const inside = isStaff(viewer);
  return {
    defect: {
      ...face(defect, inside),
      tone: toneOf(defect),
      groups: inside ? defect.groupRefs : [],
    },
    root: family.ancestors.length > 0 ? face(rootOf(family), inside) : undefined,
    rootTone: toneOf(rootOf(family)),
    merged: mergedRows(facts),
    history: historyRows(facts),
    impact: impactModel(defect),
    // A later fix makes what came back before it history.
    comebacks: comebacks.filter(
      ({ fixBuild }) => defect.fixBuild === null || defect.fixBuild === fixBuild,
    ),
    steps: inside ? facts.steps : publicSteps(facts),
    reports: reports?.rows,
    next: reports?.next,
    nextDueAt: facts.nextDueAt,
    after,
    release,
    builds: builds.map(({ version }) => ({ value: version, label: version })).reverse(),
    ...supportModel(facts),
    ...staffModel(facts),
    ...rights(facts),
  };
}

/** Of a defect what this reader may know: under embargo its twin, unless they are staff. */
function face(defect: Defect, isInside: boolean) {
  const { id, ref, kind, modelCode, severity, status, resolution, fixBuild, updatedAt } = defect;
  const { reportCount, unitCount, confirmationCount, voteCount, embargo, alarm } = defect;
  const words = publicWords(isInside ? { ...defect, embargo: null } : defect);
  return {
    ...{ id, ref, kind, modelCode, severity, status, resolution, fixBuild, updatedAt },
    ...{ reportCount, unitCount, confirmationCount, voteCount },
    ...{ title: words.title, note: words.note, isHidden: embargo !== null },
    twin: embargo?.twin.title,
    alarm: isInside ? alarm : null,
  };
}

/** Steps are words about the defect they were given to: its embargo hides them on every page. */
function publicSteps({ family: { defect, merged }, steps }: DefectFacts): DefectFacts['steps'] {
  const open = [defect, ...merged].filter(({ embargo }) => embargo === null);
  const ids = new Set(open.map(({ id }) => id));
  return ids.has(defect.id) ? steps.filter(({ defectId }) => ids.has(defectId)) : [];
}

const nameIn = ({ people, viewer }: DefectFacts, id: string | null | undefined) =>
  isStaff(viewer) && id ? people.get(id)?.name : undefined;

function historyRows(facts: DefectFacts) {
  const { family, viewer } = facts;
  const chain = [family.defect, ...family.ancestors];
  const areReasonsPublic = isStaff(viewer) || chain.every(({ embargo }) => embargo === null);
  return family.defect.history
    .filter(({ action }) => isStaff(viewer) || action !== 'ask_lift')
    .map((event: DefectEvent) => ({
      ...event,
      step: event.evidence ? `${event.action}_${event.evidence}` : event.action,
      reason: areReasonsPublic ? event.reason : '',
      isBySystem: event.byId === null,
      by: nameIn(facts, event.byId),
    }));
}

/** What goes into it directly; those have their own below them. */
function mergedRows(facts: DefectFacts) {
  const { family, viewer } = facts;
  return family.merged
    .filter(({ mergedInto }) => mergedInto === family.defect.id)
    .map((one) => {
      const merge = one.history.findLast(({ action }) => action === 'merge');
      const isReasonPublic = one.embargo === null && family.defect.embargo === null;
      return {
        ...face(one, isStaff(viewer)),
        mergedAt: mergedAtOf(one),
        reason: isReasonPublic || isStaff(viewer) ? merge?.reason : undefined,
        by: nameIn(facts, merge?.byId),
      };
    });
}

function impactModel(defect: Defect) {
  const { kind, severity, unitCount, cityCount, builds, voteCount } = defect;
  const reach = { units: unitCount, cities: cityCount, builds: builds.length, votes: voteCount };
  return { ...impactOf({ ...reach, kind, severity }), severity, isIdea: kind === 'suggestion' };
}

/** "Me too" and votes, with what the viewer gave already. */
function supportModel(facts: DefectFacts) {
  const { family, viewer, units, reportedWith, votes, confirmations } = facts;
  const { defect, merged } = family;
  const root = rootOf(family);
  const isTester = hasRole(viewer, 'tester');
  const mine = confirmations.filter(({ personId }) => personId === viewer?.id);
  const given = new Set([...reportedWith, ...confirmations.map(({ unitRef }) => unitRef)]);
  const ids = new Set([defect.id, ...merged.map(({ id }) => id)]);
  const free = units.filter(({ ref }) => !given.has(ref));
  const isHere = root.id === defect.id && root.isOpen;
  const myVote = votes.find(({ defectId }) => ids.has(defectId));
  const used = votes.filter(({ isOpen }) => isOpen).length;
  return {
    mine,
    reportedWith,
    myVote,
    votes: { used, budget: VOTE_BUDGET, left: Math.max(0, VOTE_BUDGET - used) },
    freeUnits: free.map(({ ref }) => ({ value: ref, label: ref })),
    unitBuild: free[0]?.build ?? '',
    canConfirm: isTester && isHere && defect.kind === 'problem' && free.length > 0,
    canVote: isTester && isHere && defect.kind === 'suggestion' && !myVote && used < VOTE_BUDGET,
    canTakeBack: isTester && isHere && myVote !== undefined,
  };
}

function staffModel(facts: DefectFacts) {
  const { viewer, helps, confirmations, family } = facts;
  if (!isStaff(viewer)) return { notes: [], helps: [], embargo: null };
  const { embargo } = family.defect;
  return {
    notes: confirmations
      .filter(({ note }) => note !== '')
      .map((one) => ({ ...one, by: nameIn(facts, one.personId) })),
    helps: helps.map((help) => ({ ...help, by: nameIn(facts, help.personId) })),
    embargo,
  };
}

function rights({ family, viewer, canHelp }: DefectFacts) {
  const { defect } = family;
  const isAlone = defect.mergedInto === null;
  const canWork = hasRole(viewer, 'qa');
  const actions = new Set(canWork && isAlone ? actionsOn(defect) : []);
  return {
    canWork,
    canStart: actions.has('start'),
    canResolve: actions.has('resolve'),
    canDecline: actions.has('decline'),
    canVerify: actions.has('verify'),
    canReopen: actions.has('reopen'),
    canMerge: canWork && isAlone,
    canUnmerge: canWork && !isAlone,
    canHide: isStaff(viewer),
    canHelp: canHelp && isAlone && defect.embargo === null,
  };
}

export const choicesOf = (defects: readonly Pick<Defect, 'ref' | 'title'>[]) =>
  defects.map(({ ref, title }) => ({ value: ref, label: `${ref} ${title}` }));

export const linkModel = (
  report: Pick<Report, 'ref' | 'title' | 'modelCode' | 'defect'>,
  choices: readonly { readonly value: string; readonly label: string }[],
) => ({ report, choices });
