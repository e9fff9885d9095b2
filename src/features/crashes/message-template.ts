import { clip } from './detectors/detector.js';

const MAX_CHARS = 300;

// In this order: what is longer or more telling goes first. After Sentry's parameterisation.
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/ComponentInfo\{[^}]{0,300}\}/g, 'ComponentInfo{*}'],
  [/\b[a-z][a-z+.-]{1,20}:\/\/[^\s'")\]}]{1,500}/gi, '<url>'],
  [/[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}/g, '<email>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/"[^"\n]{0,300}"/g, '"*"'],
  [/(?<![\p{L}\p{N}])'[^'\n]{1,300}'/gu, "'*'"],
  [/\[[^\]\n]{0,300}\]/g, '[*]'],
  [/@[0-9a-f]{4,16}\b/gi, '@<hex>'],
  [/\b0x[0-9a-f]{1,16}\b/gi, '<hex>'],
  [/\{[0-9a-f]{5,16}\b/gi, '{<hex>'],
  [/(?<![\w/])\/(?:[\w.~=+@%-]{1,100}\/){1,20}[\w.~=+@%-]{0,100}/g, '<path>'],
  [/\b\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?\b/g, '<time>'],
  [/\b(?=[0-9a-f]{0,64}\d)[0-9a-f]{8,64}\b/gi, '<hex>'],
  [/[-+]?\d{1,20}(?:[.,]\d{1,20}){0,6}/g, '<n>'],
];

/** A message with its changing parts masked: equal for equal causes. First line only, 300 long. */
export const messageTemplate = (message: string): string => {
  const first = message.slice(0, 2000).split('\n', 1)[0] ?? '';
  return clip(
    PARTS.reduce((text, [pattern, mask]) => text.replace(pattern, mask), first)
      .replace(/\s{1,40}/g, ' ')
      .trim(),
    MAX_CHARS,
  );
};

/** The template of a linker error: names in quotes stay, paths and addresses don't. */
export const linkerTemplate = (message: string | undefined): string =>
  messageTemplate((message ?? '').replaceAll('"', ' '));

export const MESSAGE_PATTERNS: readonly RegExp[] = PARTS.map(([pattern]) => pattern);
