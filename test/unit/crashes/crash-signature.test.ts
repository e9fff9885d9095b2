import { expect } from 'chai';
import fc from 'fast-check';
import { messageTemplate } from '../../../src/features/crashes/message-template.js';
import { normaliseFunction, libraryName } from '../../../src/features/crashes/frame-rules.js';
import { anrReason, crashKeys } from '../../../src/features/crashes/crash-signature.js';
import { crashesIn } from './read-text.js';

const keyOf = (text: string): string => {
  const crashes = crashesIn(text);
  expect(crashes).to.have.length(1);
  return crashes[0]?.key ?? '';
};

const two = (value: number): string => String(value).padStart(2, '0');
const number = (max: number) => fc.integer({ min: 1, max });
const hex = fc.integer({ min: 16, max: 2 ** 31 }).map((value) => value.toString(16));

/** Everything about a phone, a build and a moment that must not change a key. */
const moment = fc.record({
  month: number(12),
  second: fc.integer({ min: 0, max: 59 }),
  pid: number(30_000),
  line: number(5000),
  address: hex,
  offset: number(900),
  session: number(1_000_000),
  lambda: number(20),
  fingerprint: hex.map((id) => `firstbatch/aurora/aurora:16/BP2A/${id}:user/release-keys`),
});
type Moment = typeof moment extends fc.Arbitrary<infer Value> ? Value : never;

const java = (at: Moment): string => {
  const head = `${two(at.month)}-14 21:03:${two(at.second)}.402 ${at.pid} ${at.pid} E AndroidRuntime: `;
  return [
    `Build fingerprint: '${at.fingerprint}'`,
    `${head}FATAL EXCEPTION: main`,
    `${head}Process: com.firstbatch.camera, PID: ${at.pid}`,
    `${head}java.lang.IllegalStateException: session ${at.session} closed`,
    `${head}\tat com.firstbatch.camera.Session$${at.lambda}.close(Session.kt:${at.line})`,
    `${head}\tat com.firstbatch.camera.Camera.lambda$stop$${at.lambda}(Camera.java:${at.line})`,
    `${head}\tat com.firstbatch.camera.Camera$$ExternalSyntheticLambda${at.lambda}.run(Unknown Source:${at.line})`,
    `${head}\tat android.os.Looper.loop(Looper.java:${at.line})`,
  ].join('\n');
};

const native = (at: Moment): string =>
  [
    `Build fingerprint: '${at.fingerprint}'`,
    `pid: ${at.pid}, tid: ${at.pid + 1}, name: isp  >>> camera-provider <<<`,
    `signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x${at.address}`,
    'backtrace:',
    `  #00 pc ${at.address}  /vendor/lib64/libisp.so (isp::Frame::release(bool)+${at.offset}) (BuildId: ${at.address}a)`,
    `  #01 pc ${at.address}  /vendor/lib64/libisp.so (isp::drain()+${at.offset})`,
  ].join('\n');

const abort = (at: Moment): string =>
  native(at)
    .replace('signal 11 (SIGSEGV), code 1 (SEGV_MAPERR)', 'signal 6 (SIGABRT), code -1 (SI_QUEUE)')
    .replace(
      'backtrace:',
      `Abort message: 'buffer ${at.session} at 0x${at.address} lost'\nbacktrace:`,
    );

const anr = (at: Moment): string =>
  [
    `Subject: Input dispatching timed out (${at.address} waited ${at.session}ms)`,
    `----- pid ${at.pid} at 2026-${two(at.month)}-14 21:20:${two(at.second)} -----`,
    'Cmd line: com.firstbatch.camera',
    `Build fingerprint: '${at.fingerprint}'`,
    '"main" prio=5 tid=1 Blocked',
    `  | sysTid=${at.pid} nice=-10`,
    `  at com.firstbatch.camera.Shutter.press(Shutter.kt:${at.line})`,
    `----- end ${at.pid} -----`,
  ].join('\n');

const sanitizer = (at: Moment): string =>
  [
    `==${at.pid}==ERROR: AddressSanitizer: heap-use-after-free on address 0x${at.address}`,
    `READ of size 4 at 0x${at.address} thread T5`,
    `    #0 0x${at.address} in tuner::store(int) vendor/tuner.cpp:${at.line}:5`,
  ].join('\n');

const check = (at: Moment): string =>
  `F/pump( ${at.pid}): vendor/pump.cpp:${at.line} CHECK_EQ( a,b) failed: ${at.session} vs. 2`;

describe('crash keys', () => {
  for (const [kind, text] of Object.entries({ java, native, abort, anr, sanitizer, check })) {
    it(`keeps the key of one ${kind} crash on any phone, build and day`, () => {
      fc.assert(
        fc.property(moment, moment, (one, other) => {
          expect(keyOf(text(one))).to.equal(keyOf(text(other)));
        }),
        { numRuns: 100 },
      );
    });
  }

  it('begins with the version', () => {
    expect(keyOf('a.b.XException: x\n\tat com.firstbatch.A.a(A.java:1)')).to.match(
      /^v3:[0-9a-f]{40}$/,
    );
  });

  const trace = (type: string, ...frames: readonly string[]): string =>
    [type, ...frames.map((frame) => `\tat ${frame}(X.java:1)`)].join('\n');

  const late = (process: string, service: string): string =>
    `FATAL EXCEPTION: main
Process: ${process}, PID: 1
android.app.RemoteServiceException: startForeground() not called: ServiceRecord{1a2b3c ${service}}
\tat android.app.ActivityThread.throwRemoteServiceException(ActivityThread.java:2000)`;

  const DIFFERENT: readonly [string, string, string][] = [
    ['another type', trace('a.XException', 'com.fb.A.a'), trace('a.YException', 'com.fb.A.a')],
    [
      'another frame of ours',
      trace('a.XException', 'com.fb.A.a'),
      trace('a.XException', 'com.fb.A.b'),
    ],
    [
      'another platform path when none is ours',
      trace('a.XException', 'android.os.A.a', 'android.os.B.b'),
      trace('a.XException', 'android.os.A.a', 'android.os.C.c'),
    ],
    [
      'another message when there are no frames',
      ...(['disk full', 'no network'].map(
        (message) => `FATAL EXCEPTION: main\nProcess: com.fb, PID: 1\na.XException: ${message}`,
      ) as [string, string]),
    ],
    [
      'another process when memory runs out',
      `FATAL EXCEPTION: main\nProcess: com.fb.a, PID: 1\n${trace('java.lang.OutOfMemoryError', 'com.fb.A.a')}`,
      `FATAL EXCEPTION: main\nProcess: com.fb.b, PID: 1\n${trace('java.lang.OutOfMemoryError', 'com.fb.A.a')}`,
    ],
    [
      'another app behind the same shrunk names',
      `FATAL EXCEPTION: main\nProcess: com.fb.a, PID: 1\n${trace('a.XException', 'a.b.c')}`,
      `FATAL EXCEPTION: main\nProcess: com.fb.b, PID: 1\n${trace('a.XException', 'a.b.c')}`,
    ],
    [
      'another app that the system throws at',
      late('com.fb.a', 'com.fb.a/.Sync'),
      late('com.fb.b', 'com.fb.a/.Sync'),
    ],
    [
      'another service that is late',
      late('com.fb.a', 'com.fb.a/.Sync'),
      late('com.fb.a', 'com.fb.a/.Play'),
    ],
  ];
  const aborted = (...functions: readonly string[]): string =>
    [
      'pid: 1, tid: 2, name: isp  >>> camera-provider <<<',
      'signal 6 (SIGABRT), code -1 (SI_QUEUE), fault addr --------',
      "Abort message: 'fdsan: attempted to close file descriptor 5'",
      'backtrace:',
      ...functions.map(
        (name, index) => `  #0${index} pc 0001  /vendor/lib64/libisp.so (${name}+4)`,
      ),
    ].join('\n');
  const CHECKS: readonly (readonly string[])[] = [
    ['fdsan_error(char const*, ...)', 'android_fdsan_close_with_tag', 'close'],
    ['abort', 'scudo::die()', 'scudo::Allocator<scudo::Config>::deallocate(void*)', 'scudo_free'],
    ['abort', '__fortify_fatal(char const*, ...)', 'HandleUsingDestroyedMutex(char const*)'],
    ['__memcpy_aarch64_simd'],
    ['abort', 'std::process::abort', 'rust_panic', 'core::result::unwrap_failed'],
  ];
  for (const check of CHECKS) {
    it(`names who called ${check.at(-1) ?? ''}`, () => {
      const [one, other] = ['isp::open()', 'isp::shut()'].map((caller) =>
        aborted(...check, caller, 'main'),
      );
      expect(keyOf(one ?? '')).not.to.equal(keyOf(other ?? ''));
    });
  }

  const REASONS: readonly [string, string][] = [
    ['Broadcast of Intent { act=android.intent.action.INPUT_METHOD_CHANGED }', 'broadcast'],
    ['executing service com.fb/.InputService', 'service'],
    ['ContentProvider not responding', 'provider'],
    ['No response to onStartJob: {com.fb/.SyncService}', 'job'],
    ['Input dispatching timed out (com.fb/.Service is not responding)', 'input'],
    ['Context.startForegroundService() did not then call startForeground()', 'foreground-service'],
  ];
  for (const [subject, reason] of REASONS) {
    it(`tells by its beginning that ${subject} is ${reason}`, () => {
      expect(anrReason(subject)).to.equal(reason);
    });
  }

  for (const [why, one, other] of DIFFERENT) {
    it(`differs for ${why}`, () => {
      expect(keyOf(one)).not.to.equal(keyOf(other));
    });
  }

  it('has no other key in common with another app behind shrunk names either', () => {
    const frames = ['a.b.c', 'a.b.d', 'android.os.Handler.x', 'android.os.Looper.y'];
    const [one = [], other = []] = ['com.fb.a', 'com.fb.b'].map((process) =>
      crashesIn(
        `FATAL EXCEPTION: main\nProcess: ${process}, PID: 1\n${trace('a.XException', ...frames)}`,
      ).flatMap(crashKeys),
    );
    expect(one).to.have.length(2);
    expect(other).not.to.include.members(one.slice(1));
  });

  it('is the same wherever a recursion was cut', () => {
    const cycle = ['com.fb.A.a', 'com.fb.B.b'];
    const deep = Array.from({ length: 40 }, (_, index) => cycle[index % 2] ?? '');
    const one = trace('java.lang.StackOverflowError', 'java.util.Map.get', ...deep);
    const other = trace('java.lang.StackOverflowError', ...deep.slice(1));
    expect(keyOf(one)).to.equal(keyOf(other));
  });

  it('ignores the frames of the platform and of other callers', () => {
    const ours = ['com.fb.A.a', 'com.fb.B.b', 'com.fb.C.c'];
    const one = trace('a.XException', 'android.os.Old.x', ...ours, 'com.fb.D.d');
    const other = trace('a.XException', 'android.os.Renamed.y', ...ours, 'com.fb.E.e');
    expect(keyOf(one)).to.equal(keyOf(other));
  });
});

describe('normal forms', () => {
  const FUNCTIONS: readonly [string, string][] = [
    ['isp::Frame::release(bool)', 'isp::Frame::release'],
    ['isp::Pipeline<isp::Frame<int> >::drain(std::vector<int>&) const', 'isp::Pipeline::drain'],
    ['void isp::run<int>(int) [clone .cold]', 'isp::run'],
    ['core::panic::h0123456789abcdef', 'core::panic'],
    ['(anonymous namespace)::step(int)', '{anonymous}::step'],
    ['<isp::Frame<u8> as isp::Step<u8>>::run', 'isp::Frame::run'],
    ['<unknown', ''],
    ['plain.constprop.0', 'plain'],
  ];
  for (const [name, normal] of FUNCTIONS) {
    it(`writes ${name} as ${normal}`, () => {
      expect(normaliseFunction(name)).to.equal(normal);
    });
  }

  const LIBRARIES: readonly [string, string][] = [
    ['/data/app/~~a==/com.fb-b==/lib/arm64/libx.so', 'libx.so'],
    ['/data/app/com.fb-1/base.apk!libx.so', 'libx.so'],
    ['/system/bin/app_process64', 'app_process'],
    ['/memfd:jit-cache (deleted)', 'jit-cache'],
  ];
  for (const [path, name] of LIBRARIES) {
    it(`names ${path} ${name}`, () => {
      expect(libraryName(path)).to.equal(name);
    });
  }

  const MESSAGES: readonly [string, string][] = [
    ['Index: 4, Size: 3', 'Index: <n>, Size: <n>'],
    ['Unable to start ComponentInfo{com.fb/com.fb.Main}: x', 'Unable to start ComponentInfo{*}: x'],
    ['open /data/user/0/com.fb/a.db failed', 'open <path> failed'],
    ['View@1a2b3c4 not attached', 'View@<hex> not attached'],
    ['column "title" of 3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'column "*" of <uuid>'],
    ['see https://example.com/a?b=1 please', 'see <url> please'],
  ];
  for (const [message, template] of MESSAGES) {
    it(`masks ${message}`, () => {
      expect(messageTemplate(message)).to.equal(template);
    });
  }
});
