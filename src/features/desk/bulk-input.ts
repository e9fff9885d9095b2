import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { BULK_ACTIONS, BULK_MAX } from './bulk.js';

const WORDS_MAX = 5_000;
/** More than are allowed, so that the message can name how many are. */
const SENT_MAX = 1_000;

const request = {
  action: field.choice(BULK_ACTIONS),
  to: field.optionalLine(40),
  answer: field.optionalLine(80),
  defect: z
    .string()
    .default('')
    .transform((typed) => typed.trim().toUpperCase())
    .pipe(z.union([z.literal(''), field.ref('D')], 'desk.no_defect')),
  words_en: field.optionalParagraph(WORDS_MAX),
  words_zh: field.optionalParagraph(WORDS_MAX),
};

type Typed = { readonly words_en: string; readonly words_zh: string };
const requestOf = <T extends Typed>({ words_en, words_zh, ...rest }: T) => ({
  ...rest,
  words: { en: words_en, 'zh-CN': words_zh },
});

const bounded = <Item extends z.ZodType<string, string>>(item: Item) =>
  field
    .several(item, SENT_MAX)
    .refine(({ length }) => length > 0, 'desk.none_ticked')
    .refine(({ length }) => length <= BULK_MAX, 'desk.too_many_reports');

export const previewBulk = z
  .strictObject({ report: bounded(field.ref('R')), ...request })
  .transform(({ report, ...typed }) => ({ refs: [...new Set(report)], request: requestOf(typed) }));

/** `R-1024:<mark of the preview>` */
export const runBulk = z
  .strictObject({
    key: field.clientKey,
    seen: bounded(z.string().regex(/^R-\d{1,12}:[\w-]{16}$/, 'bad_request')),
    ...request,
  })
  .transform(({ key, seen, ...typed }) => ({
    key,
    marks: new Map(seen.map((pair) => pair.split(':') as [string, string])),
    request: requestOf(typed),
  }));
