import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { DeviceFacts, FoundCrash } from '../../src/features/crashes/crash.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';

const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

type Facts = Partial<Omit<FoundCrash, 'frames' | 'device'>> & {
  readonly top?: string;
  readonly device?: DeviceFacts;
};

const BROWSER: Facts = { kind: 'native', process: 'com.google.android.browser' };
const ANR: Facts = { kind: 'anr', message: 'keyDispatchingTimedOut' };

/**
 * What the sidecars of these files state, crash by crash in the order we give them. Not met: the
 * names that only the process table of `testSetAppsFromProcrank` has, and `testParse_reboot_resume`,
 * whose parser forgets what stood before a restart; we keep both crashes.
 */
const STATED: Readonly<Record<string, readonly Facts[]>> = {
  'logcat/loganalysis_LogcatParser_testAddPattern_byTagOnly.txt': [],
  'logcat/loganalysis_LogcatParser_testParse_anr.txt': [{ ...ANR, process: 'com.android.package' }],
  'logcat/loganalysis_LogcatParser_testParse_java_crash_pid.txt': [
    { kind: 'java', pid: 1234, exception: 'java.lang.Exception' },
  ],
  'logcat/loganalysis_LogcatParser_testParse_java_crash_system_server.txt': [
    { kind: 'java', process: 'system_server', pid: 3064, tid: 3082 },
  ],
  'logcat/loganalysis_LogcatParser_testParse_multiple_events_interleaved.txt': [
    { kind: 'java', pid: 3064, tid: 3082 },
    { kind: 'java', pid: 3065, tid: 3090 },
    { ...BROWSER, pid: 3112, tid: 3112 },
    { ...BROWSER, pid: 3113, tid: 3113 },
  ],
  'logcat/loganalysis_LogcatParser_testParse_native_crash.txt': [
    { ...BROWSER, pid: 3112, tid: 3112, signal: 'SIGSEGV' },
  ],
  'logcat/loganalysis_LogcatParser_testParse_preambles.txt': [
    { kind: 'java', pid: 3064, tid: 3082 },
  ],
  'logcat/loganalysis_LogcatParser_testParse_reboot_resume.txt': [
    { kind: 'java', exception: 'java.lang.Exception' },
    { kind: 'java', exception: 'java.lang.Exception2' },
  ],
  'logcat-java/loganalysis_JavaCrashParser_testParse_message.txt': [
    { kind: 'java', exception: 'java.lang.Exception', message: 'This is the message' },
  ],
  'logcat-java/xcrash_tombstone_java.txt': [
    {
      kind: 'java',
      process: 'xcrash.sample',
      exception: 'java.lang.RuntimeException',
      outerException: 'java.lang.IllegalStateException',
      message: 'test java exception',
      top: 'xcrash.XCrash.testJavaCrash',
    },
  ],
  'bugreport-text/loganalysis_BugreportParser_testNoSections.txt': [],
  'bugreport-text/loganalysis_BugreportParser_testParse.txt': [
    { ...ANR, process: 'com.android.package', pid: 2887, top: 'class.method1' },
    { kind: 'java', pid: 3064, tid: 3082 },
    { ...BROWSER, pid: 3112 },
  ],
  'bugreport-text/loganalysis_BugreportParser_testSetAnrTrace_multiple.txt': [
    { ...ANR, process: 'com.android.package', top: 'class.method1' },
    { ...ANR, process: 'com.android.package' },
    { ...ANR, process: 'com.android.different.pacakge' },
  ],
  'bugreport-text/loganalysis_BugreportParser_testSetAnrTrace_no_traces.txt': [
    { ...ANR, process: 'com.android.package' },
  ],
  'bugreport-text/loganalysis_BugreportParser_testSetAppsFromProcrank.txt': [
    { kind: 'java', pid: 3064 },
    { kind: 'java', pid: 3065 },
    { kind: 'java', process: 'com.android.package3' },
  ],
  'tombstone-proto/sentry_tombstone.pb.gz': [
    {
      kind: 'native',
      process: 'io.sentry.samples.android',
      pid: 21_891,
      signal: 'SIGSEGV',
      signalCode: 'SEGV_MAPERR',
      top: 'Java_io_sentry_samples_android_NativeSample_crash',
      device: {
        fingerprint: 'google/bluejay/bluejay:16/BP3A.250905.014/13873947:user/release-keys',
      },
    },
  ],
};

const topOf = ({ frames: [frame] }: FoundCrash): string =>
  frame?.pc === undefined ? `${frame?.module ?? ''}.${frame?.function ?? ''}` : frame.function;

/** Pairs of a stated fact and what was read, over all crashes of a file. */
const factsOf = (stated: Facts, crash: FoundCrash): readonly [string, unknown, unknown][] => {
  const { top, device = {}, ...facts } = stated;
  return [
    ...Object.entries(facts).map(([name, value]): [string, unknown, unknown] => [
      name,
      value,
      crash[name as keyof FoundCrash],
    ]),
    ...(top === undefined ? [] : [['top', top, topOf(crash)] as [string, unknown, unknown]]),
    ...Object.entries(device).map(([name, value]): [string, unknown, unknown] => [
      name,
      value,
      crash.device[name as keyof DeviceFacts],
    ]),
  ];
};

const isPresent = existsSync(CORPUS);

describe('the sample logs and bug reports', () => {
  if (!isPresent) {
    it('are not present beside this checkout; nothing to compare', () => {
      expect(isPresent).to.equal(false);
    });
    return;
  }

  let stated = 0;
  let met = 0;
  for (const [path, crashes] of Object.entries(STATED)) {
    it(`give the stated facts for ${path}`, async () => {
      const exam = await examineFile(join(CORPUS, path));
      expect(exam.crashes.map(({ kind }) => kind)).to.have.length(crashes.length);
      const facts = crashes.flatMap((one, index) =>
        factsOf(one, exam.crashes[index] as FoundCrash),
      );
      stated += facts.length;
      met += facts.filter(([, wanted, read]) => wanted === read).length;
      for (const [name, wanted, read] of facts) expect(read, name).to.equal(wanted);
    });
  }

  it('give the crashes and the phone of the assembled bug report', async () => {
    const exam = await examineFile(join(CORPUS, 'bugreport-zip/assembled_bugreport_std.zip'));
    expect(exam.state).to.equal('examined');
    expect(exam.device).to.include({
      fingerprint:
        'Xiaomi/houji_global/houji:14/UKQ1.230804.001/V816.0.12.0.UNCMIXM:user/release-keys',
      takenAt: '2024-08-16 10:02:11',
      timeZone: 'Asia/Shanghai',
      uptimeSeconds: 32 * 60,
      sdk: 34,
    });
    expect(exam.crashes.map(({ kind }) => kind).sort()).to.deep.equal([
      'anr',
      'kernel',
      'native',
      'native',
      'native',
    ]);
  });

  after(() => {
    process.stdout.write(`      stated fields read right: ${met} of ${stated}\n`);
  });
});
