/** The check digit of IMEI, ICCID and bank cards (ISO/IEC 7812-1, Annex B). Digits only. */
export const isLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

const REPORTING_BODY = /^(?:0[01]|3[035]|4[459]|5[0-4]|86|9[189])/;

/** Fifteen digits of one of the bodies that give out IMEIs (3GPP TS 23.003, 6.2), broken ones of the usual two too. */
export const isImei = (digits: string): boolean =>
  /^(?:35|86)/.test(digits) || (REPORTING_BODY.test(digits) && isLuhn(digits));

const CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CARD_CHECKS = '10X98765432';

/** The check character of a Chinese identity card (GB 11643-1999), 18 characters. */
export const isIdCard = (text: string): boolean => {
  const sum = CARD_WEIGHTS.reduce((all, weight, at) => all + weight * Number(text[at]), 0);
  return CARD_CHECKS[sum % 11] === text[17]?.toUpperCase();
};

/** What a log writes where it has or shows nothing. */
const NOTHING =
  /^(?:null|none|nil|unknown|undefined|unset|empty|true|false|yes|no|n\/?a|\(null\)|<[^>]{0,40}>|hidden|redacted|\[?redacted\]?|any|default|owner|guest|机主|[\s*xX#?.\-_0]{1,80})$/i;
export const isNothing = (value: string): boolean => NOTHING.test(value.trim());

export const isSomething = (value: string): boolean => !isNothing(value);

const hasDigit = /\d/;

/** An id, not a word: long enough and with a digit, or a hexadecimal number. */
export const isId = (value: string): boolean => hasDigit.test(value) && !isNothing(value);

/** A counter of a request, not the number of a phone. */
export const isSerial = (value: string): boolean =>
  isId(value) && !(/^\d{1,7}$/.test(value) || /^0x0*[0-9a-f]{0,4}$/i.test(value));

const ELAPSED =
  /(?:time|nanos?|stamp|elapsed|duration|uptime|[^a-z]n?s|[^a-z]ts)["']?\s?[=:]\s?$|schedstat=\(\s?(?:\d{1,19}\s){0,2}$|(?:when|elapsed|realtime|uptime)\s$/i;
const AMOUNT =
  /(?:bytes|size|free|total|used|count|offset|cycles|ticks|length|limit|available|capacity|ino|inode|[^a-z](?:[rt][bp]|[mu]s))["']?\s?[=:\s]\s?$/i;

/** A count of nanoseconds has fifteen digits after a day. */
export const isTime = (before: string): boolean => ELAPSED.test(before);

/** A number of eleven digits that counts something. */
export const isAmount = (before: string): boolean => isTime(before) || AMOUNT.test(before);

const CODE_NAME =
  /^(?:(?:swlan|wlan|eth|rmnet|p2p|dummy|bt)[\w-]{0,16}|[\w$]{1,60}(?:\.[\w$]{1,60}){2,8}|[a-z]{1,16})$/;

/** A name that code gave: an interface, a class, a short word. */
export const isCodeName = (value: string): boolean => CODE_NAME.test(value);

const VERSION =
  /(?:ver(?:sion)?(?:name|code)?|release|build|sdk|rev(?:ision)?|lib|driver|fw|firmware|kernel|android|app|[^a-z]v)["'\])]?[\s_:=("'[/-]{0,4}$/i;
const PRODUCT = /(?:^|[^\w.])[A-Za-z_]{2,40}\/$/;
const PRIVATE =
  /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** An IPv4 address of somebody, neither a version such as `8.0.33.1` nor of no host at all. */
export const isHost = (value: string, before: string): boolean => {
  if (value.split('.').some((part) => Number(part) > 255)) return false;
  if (/^(?:127|0|255)\./.test(value)) return false;
  if (VERSION.test(before)) return false;
  return PRIVATE.test(value) || !PRODUCT.test(before);
};

/** Eight groups, or fewer around one `::`; neither loopback nor a C++ name. */
export const isIpv6 = (value: string): boolean => {
  const groups = value.split(':').filter(Boolean);
  const isShort = value.includes('::');
  if (value.indexOf('::') !== value.lastIndexOf('::')) return false;
  if (isShort ? groups.length > 7 : groups.length !== 8) return false;
  return groups.length >= 2 && hasDigit.test(value) && groups.join('').length >= 5;
};

/** Of nobody: all zero, broadcast, or what Android shows to apps that may not know. */
export const isMac = (value: string): boolean =>
  !/^(?:0+|f+|020{10})$/i.test(value.replace(/[:-]/g, ''));

export const CHECK_PATTERNS: readonly RegExp[] = [
  NOTHING,
  ELAPSED,
  AMOUNT,
  CODE_NAME,
  VERSION,
  PRODUCT,
  PRIVATE,
];
