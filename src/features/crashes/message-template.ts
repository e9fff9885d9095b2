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

/** A class, perhaps with a member, of a package: code, unlike a host, a file or a person's word. */
const SUBJECT =
  /\b[a-z_]\w{0,60}(?:\.[a-z_]\w{0,60}){0,12}\.[A-Z][\w$]{0,80}(?:\.[\w$<]{1,80}){0,4}/g;
const WORD = /\p{L}{3,40}/gu;
const MAX_SUBJECTS = 6;
const MAX_WORDS = 40;

const firstLine = (message: string): string => message.slice(0, 2000).split('\n', 1)[0] ?? '';

/**
 * The code that a message names, such as the class that can't be serialised or the method called on
 * nothing: sorted, numbers masked. Two messages of one place with other subjects have other causes.
 */
export const messageSubjects = (message: string): readonly string[] => {
  const found = firstLine(message)
    .replace(/ComponentInfo\{[^}]{0,300}\}/g, '')
    .match(SUBJECT);
  const names = (found ?? []).map((name) => name.replace(/\d{1,20}/g, '#'));
  return [...new Set(names)].sort().slice(0, MAX_SUBJECTS);
};

/** The words of a message without what changes from one sighting to the next; sorted. */
export const messageWords = (message: string): readonly string[] => {
  const words = messageTemplate(message).toLowerCase().match(WORD) ?? [];
  return [...new Set(words)].sort().slice(0, MAX_WORDS);
};

export const MESSAGE_PATTERNS: readonly RegExp[] = [
  ...PARTS.map(([pattern]) => pattern),
  SUBJECT,
  WORD,
];
