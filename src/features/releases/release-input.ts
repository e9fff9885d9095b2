import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { ENTRIES_MAX, FIX_SECTIONS, parseVersion } from './release.js';

export const KNOWN_ISSUES_MAX = 100;
const TEXT_MAX = 300;
const ENGINEERS_MAX = 20;
const TITLE_MAX = 120;
const NOTES_MAX = 4000;
const FILES_TEXT_MAX = 40_000;

/** As in URLs; becomes model and build. */
const versionWith = (code: string) =>
  z.string('required').transform((typed, context) => {
    const parsed = parseVersion(typed);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: code });
    return z.NEVER;
  });

const one = { version: versionWith('not_found') };
const line = { ...one, ref: field.ref('D') };
const revision = field.wholeNumber(0, 999_999_999);

export const listReleases = z.strictObject({ after: field.cursor });
export const readFeed = z.strictObject({
  lang: field.choice(['en', 'zh-CN']).optional().catch(undefined),
});
export const showCard = z.strictObject({
  ...one,
  lang: field.choice(['en', 'zh-CN']).optional().catch(undefined),
});
export const draft = z.strictObject({ version: versionWith('not_a_choice') });
export const showRelease = z.strictObject({
  ...one,
  /** The position of the first line. */
  after: field.wholeNumber(0, ENTRIES_MAX).optional().catch(undefined),
});
export const showEdit = z.strictObject(one);
export const step = z.strictObject(one);
export const edit = z.strictObject({
  ...one,
  revision,
  title_en: field.line(TITLE_MAX),
  title_zh: field.line(TITLE_MAX),
  notes_en: field.optionalParagraph(NOTES_MAX),
  notes_zh: field.optionalParagraph(NOTES_MAX),
  publishAt: field.localTime,
  known: field.several(field.ref('D'), KNOWN_ISSUES_MAX),
});
export const showLine = z.strictObject(line);
export const editLine = z.strictObject({
  ...line,
  revision,
  /** Absent for a known issue, which stays one. */
  section: field.choice(FIX_SECTIONS).optional(),
  /** Handles; none leaves the line to those who have it. */
  engineers: field.several(field.slug, ENGINEERS_MAX),
  text_en: field.line(TEXT_MAX),
  text_zh: field.line(TEXT_MAX),
});
export const editFiles = z.strictObject({
  ...one,
  revision,
  files: field.optionalParagraph(FILES_TEXT_MAX),
});
export const discard = z.strictObject({ ...one, reason: field.paragraph(1000) });
export const unfreeze = z.strictObject({ ...one, reason: field.paragraph(1000) });
export const rollBack = z.strictObject({
  ...one,
  note_en: field.paragraph(1000),
  note_zh: field.paragraph(1000),
});

export type EditForm = Omit<z.output<typeof edit>, 'version'>;
export type FilesForm = Omit<z.output<typeof editFiles>, 'version'>;
export type LineForm = Omit<z.output<typeof editLine>, 'version' | 'ref' | 'engineers'> & {
  readonly engineerIds?: readonly string[];
};
