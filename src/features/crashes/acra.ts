import type { AppVersion, DeviceFacts } from './crash.js';

/** A larger report is not read; ACRA's own limit for logs is far below. */
export const MAX_ACRA_BYTES = 8 * 1024 * 1024;

// Field names of ACRA's ReportField, which every report has some of.
const FIELDS =
  /"(?:REPORT_ID|STACK_TRACE|APP_VERSION_CODE|APP_VERSION_NAME|USER_CRASH_DATE|INSTALLATION_ID|PHONE_MODEL|CRASH_CONFIGURATION|INITIAL_CONFIGURATION|BUILD_CONFIG|PACKAGE_NAME|ANDROID_VERSION)"\s{0,8}:/g;
const STACK_FIELD = '"STACK_TRACE"';
const THREAD = /name=([^,\n]{1,100})/;

/** Whether a file begins like a report of ACRA: a JSON object with two of its fields. */
export const looksLikeAcra = (start: Buffer): boolean => {
  const text = start.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  return text.trimStart().startsWith('{') && (text.match(FIELDS) ?? []).length >= 2;
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

const lineOf = (text: string): number =>
  text.slice(0, Math.max(0, text.indexOf(STACK_FIELD))).split('\n').length;

/** The trace of a report that is no JSON any more, with the escapes of its string undone. */
const readCut = (text: string): AcraReport => ({
  lines: text
    .slice(Math.max(0, text.indexOf(STACK_FIELD)))
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
 * Reads a crash report of ACRA (the fields of its ReportField as one JSON object). One that an app
 * sent of a handled error (`IS_SILENT`) has no lines.
 */
export const readAcra = (text: string): AcraReport => {
  const fields = parse(text.replace(/^\ufeff/, ''));
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

export const ACRA_PATTERNS: readonly RegExp[] = [FIELDS, THREAD];
