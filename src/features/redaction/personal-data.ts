/** What a value tells about a person or a phone; the word that stands in its place. */
export const PERSONAL_TYPES = [
  'IMEI',
  'IMSI',
  'ICCID',
  'SERIAL',
  'DEVICE',
  'PHONE',
  'MAC',
  'SSID',
  'IP',
  'EMAIL',
  'ACCOUNT',
  'SECRET',
  'LOCATION',
  'CELL',
  'TEXT',
  'NAME',
  'ADDRESS',
  'FILE',
  'IDCARD',
  'BANK',
  'KEY',
  'MEMORY',
] as const;
export type PersonalType = (typeof PERSONAL_TYPES)[number];

/** Gives 8 hex digits for a value; equal values get equal digits under one key. */
export type Digest = (type: PersonalType, value: string) => string;

/** What stands for the serial or the IMEI of the very unit the log belongs to. */
export const OWN_UNIT = 'this-unit';

/** A pseudonym as it stands in a protected text. */
export const PSEUDONYM = /\[[A-Z]{2,12}:(?:[0-9a-f]{8}|this-unit)\]/g;

/** Letters of nobody (Unicode's private use) that stand for pseudonyms while a line is worked on. */
export const PLACEHOLDER = String.raw`\uE000-\uF8FF`;
export const FIRST_PLACEHOLDER = 0xe000;

const decodeMarks = (value: string): string =>
  value.replace(/%(?:40|3A|2B|20)/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));

/** Spellings of one value are one value: case, blanks and separators do not count. */
export const normalValue = (type: PersonalType, value: string): string => {
  if (type === 'TEXT' || type === 'NAME' || type === 'SSID' || type === 'ADDRESS') {
    return value.trim();
  }
  const plain = decodeMarks(value).toLowerCase();
  if (type === 'PHONE') return plain.replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  return /^(?:IMEI|IMSI|ICCID|MAC|IDCARD|BANK)$/.test(type) ? plain.replace(/[\s:-]/g, '') : plain;
};
