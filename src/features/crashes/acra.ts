import type { AppVersion, DeviceFacts } from './crash.js';

/** A larger report is not read; ACRA's own limit for logs is far below. */
export const MAX_ACRA_BYTES = 8 * 1024 * 1024;

// Field names of ACRA's ReportField, which every report has some of.
const FIELDS =
  /"(?:REPORT_ID|STACK_TRACE|APP_VERSION_CODE|APP_VERSION_NAME|USER_CRASH_DATE|INSTALLATION_ID|PHONE_MODEL|CRASH_CONFIGURATION|INITIAL_CONFIGURATION|BUILD_CONFIG|PACKAGE_NAME|ANDROID_VERSION)"\s{0,8}:/g;
const STACK_FIELD = /^STACK_TRACE ?[=:]|"STACK_TRACE"/m;
const THREAD = /name=([^,\n]{1,100})/;
// As files of version 4 and as mails write a field: `NAME=value`, `NAME : value`. Within BUILD, the
// fields of the class Build follow.
const FIELD_LINE = /^(?:BUILD ?[=:] ?)?([A-Z][A-Z_.]{2,40}) ?[=:] ?/;
const TEXT_FIELDS = new Set(
  `REPORT_ID APP_VERSION_CODE APP_VERSION_NAME PACKAGE_NAME FILE_PATH PHONE_MODEL ANDROID_VERSION
   BUILD BRAND PRODUCT TOTAL_MEM_SIZE AVAILABLE_MEM_SIZE CUSTOM_DATA STACK_TRACE STACK_TRACE_HASH
   INITIAL_CONFIGURATION CRASH_CONFIGURATION DISPLAY USER_COMMENT USER_APP_START_DATE
   USER_CRASH_DATE DUMPSYS_MEMINFO LOGCAT EVENTSLOG RADIOLOG DROPBOX IS_SILENT DEVICE_ID
   INSTALLATION_ID USER_EMAIL DEVICE_FEATURES ENVIRONMENT SETTINGS_SYSTEM SETTINGS_SECURE
   SETTINGS_GLOBAL SHARED_PREFERENCES THREAD_DETAILS USER_IP BUILD_CONFIG APPLICATION_LOG
   MEDIA_CODEC_LIST FINGERPRINT DEVICE MODEL VERSION.SDK_INT`.split(/\s{1,8}/),
);

const LONG_FIELDS = new Set(['STACK_TRACE', 'THREAD_DETAILS']);

const fieldOf = (line: string): readonly [name: string, rest: string] | undefined => {
  const [whole = '', name = ''] = FIELD_LINE.exec(line) ?? [];
  return TEXT_FIELDS.has(name) ? [name, line.slice(whole.length)] : undefined;
};

/** A text whose first words are a field, and which has a trace. */
const looksLikeFields = (text: string): boolean => {
  const first = text.split('\n', 8).find((line) => line.trim() !== '' && !line.startsWith('#'));
  return first !== undefined && fieldOf(first) !== undefined && STACK_FIELD.test(text);
};

/** Whether a file begins like a report of ACRA: a JSON object with two of its fields, or fields. */
export const looksLikeAcra = (start: Buffer): boolean => {
  const text = start.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  const isJson = text.trimStart().startsWith('{');
  return isJson ? (text.match(FIELDS) ?? []).length >= 2 : looksLikeFields(text);
};

export interface AcraReport {
  /** The stack trace as a log would hold it. */
  readonly lines: readonly string[];
  /** Where the trace stands in the file, from 1. */
  readonly line: number;
  readonly at: string | undefined;
  readonly device: DeviceFacts;
  readonly app: AppVersion | undefined;
  /** False for a report that was cut off; its text is read as far as it goes. */
  readonly isWhole: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const parse = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'N/A' ? value : undefined;

const deviceOf = (fields: Fields): DeviceFacts => {
  const build = isFields(fields['BUILD']) ? fields['BUILD'] : {};
  const version = isFields(build['VERSION']) ? build['VERSION'] : {};
  const sdk = Number(version['SDK_INT'] ?? build['VERSION.SDK_INT']);
  const facts = {
    fingerprint: textOf(build['FINGERPRINT']),
    brand: textOf(fields['BRAND']) ?? textOf(build['BRAND']),
    product: textOf(fields['PRODUCT']) ?? textOf(build['PRODUCT']),
    device: textOf(build['DEVICE']),
    model: textOf(fields['PHONE_MODEL']) ?? textOf(build['MODEL']),
    androidVersion: textOf(fields['ANDROID_VERSION']),
    sdk: Number.isInteger(sdk) && sdk > 0 ? sdk : undefined,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
};

const appOf = (fields: Fields): AppVersion | undefined => {
  const name = textOf(fields['PACKAGE_NAME']);
  const versions = [fields['APP_VERSION_CODE'], fields['APP_VERSION_NAME']]
    .map((one) => (typeof one === 'number' ? `${one}` : textOf(one)))
    .filter((one) => one !== undefined);
  return name === undefined || versions.length === 0 ? undefined : { package: name, versions };
};

const ESCAPED_STACK = /^STACK_TRACE ?[=:].{0,4096}\\n/m;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '' };

/** A value as a file of Java's Properties holds it, all in one line. */
const unescaped = (value: string): string =>
  value.replace(ESCAPE, (_whole, code: string | undefined, sign: string) =>
    code === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(parseInt(code, 16)),
  );

/** The fields of a report in text, those of its BUILD among them; only some go on over lines. */
const readFields = (text: string): Fields => {
  const fields = new Map<string, string[]>();
  let value: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const field = fieldOf(line);
    if (!field) value.push(line);
    else {
      value = [field[1]];
      if (!fields.has(field[0])) fields.set(field[0], value);
    }
  }
  const decode = ESCAPED_STACK.test(text) ? unescaped : (one: string): string => one;
  const values = [...fields].map(([name, lines]) => {
    const kept = LONG_FIELDS.has(name) ? lines : lines.slice(0, 1);
    return [name, decode(kept.join('\n')).trim()];
  });
  const read = Object.fromEntries(values) as Record<string, string>;
  return { ...read, BUILD: read };
};

const lineOf = (text: string): number =>
  text.slice(0, Math.max(0, text.search(STACK_FIELD))).split('\n').length;

/** The trace of a report that is no JSON any more, with the escapes of its string undone. */
const readCut = (text: string): AcraReport => ({
  lines: text
    .slice(Math.max(0, text.search(STACK_FIELD)))
    .split(/\\n|\n/)
    .map((line) => line.replaceAll('\\t', '\t').replaceAll('\\"', '"')),
  line: lineOf(text),
  at: undefined,
  device: {},
  app: undefined,
  isWhole: false,
});

const threadOf = (details: unknown): string =>
  (isFields(details) ? textOf(details['name']) : THREAD.exec(textOf(details) ?? '')?.[1]) ?? '';

/**
 * Reads a crash report of ACRA: the fields of its ReportField as one JSON object or as text. One
 * that an app sent of a handled error (`IS_SILENT`) has no lines.
 */
export const readAcra = (whole: string): AcraReport => {
  const text = whole.replace(/^\ufeff/, '');
  const fields = text.trimStart().startsWith('{') ? parse(text) : readFields(text);
  if (!fields) return readCut(text);
  const trace = textOf(fields['STACK_TRACE']);
  const isSilent = fields['IS_SILENT'] === true || fields['IS_SILENT'] === 'true';
  const name = textOf(fields['PACKAGE_NAME']);
  const head = [
    `FATAL EXCEPTION: ${threadOf(fields['THREAD_DETAILS'])}`,
    ...(name === undefined ? [] : [`Process: ${name}`]),
  ];
  return {
    lines: trace === undefined || isSilent ? [] : [...head, ...trace.split('\n')],
    line: lineOf(text),
    at: textOf(fields['USER_CRASH_DATE']),
    device: deviceOf(fields),
    app: appOf(fields),
    isWhole: true,
  };
};

export const ACRA_PATTERNS: readonly RegExp[] = [
  FIELDS,
  STACK_FIELD,
  THREAD,
  FIELD_LINE,
  ESCAPED_STACK,
  ESCAPE,
];
