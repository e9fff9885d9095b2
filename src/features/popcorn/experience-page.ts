import type { Page } from '../../kernel/page-request.js';
import { hasRole, type Language } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import { itemsOf, type Item, type Release } from '../releases/index.js';
import { FEELS, LINES_ASKED, meanFeel, PUBLIC_FROM } from './experience.js';
import type { Experience, ExperienceFigures } from './experience.js';
import { askedModel, type AskedFacts } from './popcorn-page.js';
import type { Words } from './popcorn-queries.js';
import { isShown, REACTIONS, type Reaction, type ReactionCount } from './reaction.js';

export interface ExperienceFacts extends AskedFacts {
  readonly language: Language;
  readonly say: (key: string) => string;
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly own: Experience | undefined;
  readonly ownReactions: ReadonlyMap<string, Reaction>;
  readonly counts: readonly ReactionCount[];
  /** Undefined while nobody but staff may see them. */
  readonly figures: ExperienceFigures | undefined;
  /** For staff only. */
  readonly words: Page<Words> | undefined;
}

export function experienceModel(facts: ExperienceFacts) {
  const { release, viewer, language, say, own, figures, words } = facts;
  const asked = askedModel(facts);
  const items = itemsOf(release);
  const askedOf = items.slice(0, LINES_ASKED);
  return {
    ...asked,
    lines: linesModel(facts, askedOf),
    // Undefined when people are asked about all.
    first: items.length > askedOf.length ? { shown: LINES_ASKED, count: items.length } : undefined,
    choices: askedOf.map(({ defectRef, text }) => ({ value: defectRef, label: text[language] })),
    feels: FEELS.map((value) => ({ value, label: say(`popcorn.feels.${value}`) })),
    own: own && { ...own, feel: String(own.feel) },
    sendKey: own ? 'change' : 'send',
    figures: figures && figuresModel(figures, release, language, hasRole(viewer, 'qa')),
    words: words?.rows,
    next: words?.next,
  };
}

function linesModel({ people, ownReactions, counts }: ExperienceFacts, items: readonly Item[]) {
  const shown = new Map(counts.filter(isShown).map((one) => [one.defectRef, one]));
  return items.map(({ defectRef, text, engineerIds }) => {
    const mine = ownReactions.get(defectRef);
    return {
      ref: defectRef,
      text,
      engineers: engineerIds.flatMap((id) => people.get(id) ?? []),
      counts: shown.get(defectRef),
      mine,
      reactions: REACTIONS.map((key) => ({ key, isMine: key === mine })),
    };
  });
}

/** Shares of those who answered, rounded; a figure of a few people would tell who said what. */
function figuresModel(
  figures: ExperienceFigures,
  release: Release,
  language: Language,
  seesFew: boolean,
) {
  const { people, lines } = figures;
  const hasFigures = people > 0 && (seesFew || people >= PUBLIC_FROM);
  const titles = new Map(itemsOf(release).map((item) => [item.defectRef, item.text[language]]));
  const bars = (field: 'liked' | 'annoyed') =>
    lines
      .filter((line) => line[field] > 0)
      .toSorted((one, other) => other[field] - one[field])
      .map((line) => {
        const percent = Math.round((100 * line[field]) / people);
        const label = titles.get(line.defectRef) ?? line.defectRef;
        return { label, value: percent, text: `${percent} %` };
      });
  return {
    people,
    publicFrom: PUBLIC_FROM,
    hasFigures,
    mean: hasFigures ? meanFeel(figures) : undefined,
    liked: hasFigures ? bars('liked') : [],
    annoyed: hasFigures ? bars('annoyed') : [],
  };
}
