/** Control characters other than tab and newline, and the marks that turn text around. */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** NFC, one kind of line end, no control or bidi characters, no lone surrogates, trimmed. */
export const cleanText = (typed: string): string =>
  typed.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').replace(CONTROLS, '').trim();

/** The same for text of one line. */
export const cleanLine = (typed: string): string => cleanText(typed).replace(/\s+/g, ' ');

/** Cuts by code points, so that no character is halved. */
export const clip = (text: string, max: number): string => {
  const points = Array.from(text);
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
};
