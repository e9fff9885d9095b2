import type { Bilingual } from '../../kernel/people.js';
import type { Defect, DefectEvent } from './defect.js';
import type { Help } from './triage.js';

/** What everybody reads in place of a defect that is not public yet. */
export interface Twin {
  readonly title: Bilingual;
  readonly note: Bilingual;
}

export interface Embargo {
  /** The day it is planned to end; nothing becomes public by itself. */
  readonly until: Date | null;
  readonly twin: Twin;
  /** Who proposed to end it, and when; another member of staff has to agree. */
  readonly lift: { readonly byId: string; readonly at: Date } | null;
}

const inBoth = (words: string): Bilingual => ({ en: words, 'zh-CN': words });

export const DEFAULT_TWIN: Twin = {
  title: { en: 'Under embargo', 'zh-CN': '暂未公开' },
  note: inBoth(''),
};

/** The words of a defect as everybody may read them. */
export interface PublicWords {
  readonly title: Bilingual;
  readonly note: Bilingual;
  /** Reasons are words too. */
  readonly hasReasons: boolean;
}

export const publicWords = ({
  title,
  note,
  embargo,
}: Pick<Defect, 'title' | 'note' | 'embargo'>): PublicWords =>
  embargo
    ? { ...embargo.twin, hasReasons: false }
    : { title: inBoth(title), note: inBoth(note), hasReasons: true };

/** One line that becomes public when the embargo is lifted. */
export interface Revealed {
  readonly part: 'title' | 'note' | 'steps' | DefectEvent['action'];
  readonly before: Bilingual;
  readonly after: string;
}

/** All that becomes public by lifting, beside what stands there until then; `steps` are its own. */
export function revealedBy(
  defect: Pick<Defect, 'title' | 'note' | 'embargo' | 'history'>,
  steps: readonly Pick<Help, 'text'>[],
) {
  if (!defect.embargo) return [];
  const { title, note } = defect.embargo.twin;
  const words: Revealed[] = [
    { part: 'title', before: title, after: defect.title },
    { part: 'note', before: note, after: defect.note },
    ...steps.map(({ text }): Revealed => ({ part: 'steps', before: inBoth(''), after: text })),
  ];
  const reasons = defect.history
    .filter(({ reason }) => reason !== '')
    .map(({ action, reason }): Revealed => ({ part: action, before: inBoth(''), after: reason }));
  return [...words, ...reasons].filter(({ after }) => after !== '');
}
