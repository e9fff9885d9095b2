export interface JavaFrame {
  readonly module: string;
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
}

// `at loader//module@version/package.Class.method(File.java:12) ~[jar:version]`, perhaps cut short;
// Google Play sets a blank before the bracket; so does .NET, but of arguments.
const FRAME =
  /^\s{0,80}at ([^\s()]{1,500})(?: (?=\((?:Native |Unknown |SourceFile|[^()]{0,200}(?:\.java|\.kt|:\d{1,7})\))))?\(([^()]{0,300})/;

/** Class loader and module stand before a slash; a lambda's address stands after one. */
const withoutLoader = (name: string): string => {
  const slash = name.lastIndexOf('/');
  return slash > 0 && !name.slice(0, slash).includes('Lambda') ? name.slice(slash + 1) : name;
};

/** `Native Method`, `Unknown Source` and the arguments that .NET prints hold a blank. */
const toSource = (source: string): { file?: string; line?: number } => {
  const colon = source.lastIndexOf(':');
  const line = colon > 0 ? Number(source.slice(colon + 1)) : Number.NaN;
  const file = Number.isInteger(line) ? source.slice(0, colon) : source;
  const isKnown = file !== '' && !file.includes(' ');
  // A shrunk app has lines without files: its mapping turns them into both.
  return { ...(isKnown && { file }), ...(Number.isInteger(line) && { line }) };
};

/** Reads `at class.method(source)`; undefined for any other text. */
export const parseJavaFrame = (text: string): JavaFrame | undefined => {
  if (!text.trimStart().startsWith('at ')) return undefined;
  const match = FRAME.exec(text);
  const name = withoutLoader(match?.[1] ?? '');
  const dot = name.lastIndexOf('.');
  if (!match || dot < 1) return undefined;
  return {
    module: name.slice(0, dot),
    function: name.slice(dot + 1),
    ...toSource(match[2] ?? ''),
  };
};

export interface Throwable {
  readonly type: string;
  readonly message: string;
}

// Also what Crashlytics (`Fatal Exception: `) and Google Play (`Exception `) print before the type.
const PREFIX =
  /^(?:Exception in thread "[^"]{0,200}" |== Java Exception: |Fatal Exception: |Exception (?=[a-z]\w{0,40}\.)|[A-Z]{3,9}: )/;
const TYPE =
  /^([\p{L}_$][\p{L}\w$-]{0,120}(?:[./][\p{L}_$-][\p{L}\w$-]{0,120}){0,30})(?=[:[\s]|$)/u;
const ERROR_NAME = /(?:Exception|Error|Throwable|Failure)(?:\$\w{1,60}|\d{1,3}|s)?$/;
const INSIDE =
  /([\w$]{1,80}(?:\.[\w$]{1,80}){1,15}(?:Exception|Error|Throwable))(?:: (.{0,500}))?$/;

/** `Type: message`, `Type[message` or `Type` alone at the start of a text. */
export const parseThrowable = (text: string): Throwable | undefined => {
  const bare = text.trim().replace(PREFIX, '');
  const type = TYPE.exec(bare)?.[1];
  if (type === undefined) return undefined;
  const rest = bare.slice(type.length);
  if (rest !== '' && !/^(?::(?:\s|$)|\[)/.test(rest)) return undefined;
  return { type: type.replaceAll('/', '.'), message: rest.replace(/^[:[]\s?/, '').trim() };
};

/** A text that begins like an exception even when nothing around it says so. */
export const looksThrowable = (text: string): boolean =>
  ERROR_NAME.test(parseThrowable(text)?.type ?? '');

/** An exception at the end of a sentence, such as `could not save: a.b.XException: why`. */
export const findThrowable = (text: string): Throwable | undefined => {
  const match = INSIDE.exec(text);
  return match?.[1] === undefined ? undefined : { type: match[1], message: match[2] ?? '' };
};

export const JAVA_PATTERNS: readonly RegExp[] = [FRAME, PREFIX, TYPE, ERROR_NAME, INSIDE];
