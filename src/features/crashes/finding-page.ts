import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { knownWords } from '../reports/index.js';
import type { Finding, Findings } from './finding.js';

/** What a page says of a file, in words; plain JSON. */
export interface FindingsModel {
  /** False while the file is still being read: ask again. */
  readonly isRead: boolean;
  readonly notes: readonly string[];
  readonly crashes: readonly {
    readonly kind: string;
    readonly title: string;
    readonly text: string;
    readonly isFixed: boolean;
    readonly defect: { readonly ref: string; readonly title: string; readonly href: string } | null;
  }[];
}

type Say = (key: string, facts?: Facts) => string;

function crashModel({ kind, title, known }: Finding, say: Say): FindingsModel['crashes'][number] {
  const { key, facts } = knownWords(known);
  const { defect, others } = known;
  const words = [say(key, facts), ...(others > 0 ? [say(OTHERS, { count: others })] : [])];
  return {
    kind: say(`crashes.kinds.${kind}`),
    title,
    text: words.join(' '),
    isFixed: known.kind.startsWith('fixed'),
    defect: defect && { ref: defect.ref, title: defect.title, href: `/defects/${defect.ref}` },
  };
}

const OTHERS = 'reports.known.others';

export function findingsModel(
  found: Findings | undefined,
  translations: Translations,
  language: Language,
): FindingsModel {
  const say: Say = (key, facts) => translations.translate(language, key, facts);
  if (!found) return { isRead: false, notes: [say('crashes.findings.later')], crashes: [] };
  const { reason, doubts, crashes } = found;
  // A picture needs no word of that.
  const isTelling = reason !== undefined && reason !== 'crashes.not_a_log';
  const codes = [...(isTelling ? [{ code: reason, facts: {} }] : []), ...doubts];
  return {
    isRead: true,
    notes: codes.map(({ code, facts }) => translations.errorText(language, code, facts)),
    crashes: crashes.map((finding) => crashModel(finding, say)),
  };
}
