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

/** What can be read of a refused form, to draw its preview again; undefined when that is nothing. */
export function bulkIn(values: Readonly<Record<string, unknown>>) {
  const { success, data } = typedBulk.safeParse(values);
  if (!success) return undefined;
  const { report, seen, ...typed } = data;
  const named = [...report, ...seen.map((pair) => pair.split(':')[0] ?? '')];
  const refs = [...new Set(named)].filter((one) => field.ref('R').safeParse(one).success);
  return refs.length > BULK_MAX ? undefined : { refs, request: requestOf(typed) };
}
const anyText = field.several(z.string(), SENT_MAX);
const typedBulk = z.object({
  ...{ report: anyText, seen: anyText, action: request.action },
  to: request.to.catch(''),
  answer: request.answer.catch(''),
  defect: request.defect.catch(''),
  words_en: request.words_en.catch(''),
  words_zh: request.words_zh.catch(''),
});

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
