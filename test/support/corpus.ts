import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrashKind, FoundCrash } from '../../src/features/crashes/crash.js';

/** The sample logs beside this checkout; they are under licences of their own. */
export const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

/** What the files of a folder hold. */
export const FOLDERS: Readonly<Record<string, CrashKind>> = {
  'java-themis': 'java',
  'java-jvm': 'java',
  'logcat-java': 'java',
  'tombstone-text': 'native',
  'tombstone-proto': 'native',
  anr: 'anr',
};

/** Files whose folder says one thing and whose text another. */
export const REALLY: Readonly<Record<string, CrashKind | 'nothing'>> = {
  // A native crash after a handled exception.
  'java-themis/MaterialFBook-224.txt': 'native',
  // Component stacks of JavaScript, no Java trace.
  'java-themis/WordPress-10876.txt': 'nothing',
  // A leak report: stacks of allocations.
  'tombstone-text/aosp_libmemunreachable.txt': 'nothing',
  'tombstone-text/aosp_long_asan_crash.txt': 'sanitizer',
  'tombstone-text/cf_android_asan_null_dereference_read.txt': 'sanitizer',
  'tombstone-text/cf_android_asan_uaf.txt': 'sanitizer',
  'tombstone-text/cf_android_asan_unknown_read.txt': 'sanitizer',
  'tombstone-text/cf_missing_library_android.txt': 'linker',
};

/** What a sample's sidecar states. */
export interface Expected {
  readonly group?: string;
  readonly pid?: number;
  readonly process?: string;
  readonly message?: string;
  /** Its name; the number where `signal_name` has that. */
  readonly signal?: string | number;
  readonly signal_name?: string;
  readonly code_name?: string;
  readonly fault_addr?: string;
  readonly fingerprint?: string;
  readonly exception?: string;
  readonly top_frames?: readonly string[];
  readonly top_frame?: string;
  readonly main_top_frame?: string;
  readonly root_top_frame?: string;
  readonly fatal_blocks?: number;
}

export const expectedOf = (path: string): Expected => {
  const sidecar = join(CORPUS, `${path}.expected.json`);
  if (!existsSync(sidecar)) return {};
  const { asserts = [], ...expected } = JSON.parse(readFileSync(sidecar, 'utf8')) as Expected & {
    readonly asserts?: readonly string[];
  };
  return { ...gettersOf(asserts), ...expected };
};

const GETTERS: Readonly<Record<string, keyof Expected>> = {
  'jc.getException()': 'exception',
  'anr.getApp()': 'process',
  'anr.getReason()': 'message',
  'traces.getPid().intValue()': 'pid',
};

/** Sidecars of a parser's own tests list what its getters give: `"java.lang.Error", jc.getException()`. */
const gettersOf = (asserts: readonly string[]): Expected =>
  Object.fromEntries(
    asserts.flatMap((line) => {
      const [, value = '', getter = ''] = /^("[^"\\]*"|\d+), ([\w.()]+)$/.exec(line) ?? [];
      const name = GETTERS[getter];
      return name ? [[name, JSON.parse(value) as unknown]] : [];
    }),
  );

/** Each fact that can be stated: its name, as the sidecar says, as the crash says. */
export const factsOf = (
  expected: Expected,
  crash: FoundCrash | undefined,
): readonly (readonly [name: string, stated: unknown, read: unknown])[] => {
  const top = crash?.frames[0];
  return [
    ['process', expected.process, crash?.process],
    ['pid', expected.pid, crash?.pid],
    ['message', expected.message, crash?.message],
    ['signal', expected.signal_name ?? expected.signal, crash?.signal],
    ['code', expected.code_name, crash?.signalCode],
    ['address', expected.fault_addr, crash?.faultAddress],
    ['fingerprint', expected.fingerprint, crash?.device.fingerprint],
    ['exception', expected.exception, crash?.outerException ?? crash?.exception],
    [
      'top frame',
      (expected.top_frame ?? expected.top_frames?.[0])?.replace(/\+\d+$/, ''),
      top?.function,
    ],
    [
      'main frame',
      (expected.main_top_frame ?? expected.root_top_frame)?.split('(')[0],
      top && `${top.module}.${top.function}`,
    ],
  ];
};
