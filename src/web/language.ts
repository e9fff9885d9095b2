import type { Request } from 'express';
import { LANGUAGES, type Language } from '../kernel/people.js';
import { readCookie } from './cookies.js';

const isLanguage = (tag: string | undefined): tag is Language =>
  (LANGUAGES as readonly string[]).includes(tag ?? '');

/** Any Chinese tag is served Simplified Chinese, everything else English. */
export function languageOf(req: Request, ofPerson: Language | undefined): Language {
  const chosen = readCookie(req, 'lang');
  if (isLanguage(chosen)) return chosen;
  if (ofPerson) return ofPerson;
  const first = req.acceptsLanguages()[0] ?? '';
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

export const themeOf = (req: Request): 'light' | 'dark' | undefined => {
  const theme = readCookie(req, 'theme');
  return theme === 'light' || theme === 'dark' ? theme : undefined;
};
