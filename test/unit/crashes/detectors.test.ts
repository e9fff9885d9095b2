import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { FoundCrash } from '../../../src/features/crashes/crash.js';
import { crashesIn, fixture } from './read-text.js';

const crashesOf = (name: string): readonly FoundCrash[] =>
  crashesIn(readFileSync(fixture(name), 'utf8'));

const only = (crashes: readonly FoundCrash[]): FoundCrash => {
  expect(crashes.map(({ title }) => title)).to.have.length(1);
  return crashes[0] as FoundCrash;
};

const functions = (crash: FoundCrash): readonly string[] =>
  crash.frames.map((frame) => frame.function);

describe('uncaught exceptions', () => {
  it('regroups two processes that crash in the same millisecond', () => {
    const [camera, notes, ...more] = crashesOf('java-threadtime.log');
    expect(more).to.deep.equal([]);
    expect(camera).to.include({
      kind: 'java',
      process: 'com.firstbatch.camera',
      pid: 4211,
      thread: 'main',
      exception: 'java.lang.IllegalStateException',
      outerException: 'java.lang.RuntimeException',
      message: 'session 7 already closed',
      at: '08-14 21:03:11.402',
      line: 7,
      lastLine: 20,
      title: 'IllegalStateException in CaptureSession.close (com.firstbatch.camera)',
    });
    expect(notes).to.include({ process: 'com.firstbatch.notes', pid: 5310, thread: 'upload-2' });
  });

  it('restores elided frames from the enclosing trace', () => {
    const [camera] = crashesOf('java-threadtime.log');
    expect(camera && functions(camera)).to.deep.equal(['close', 'onStop', 'loop']);
  });

  it('reads a Studio copy whose frames have no head', () => {
    const crash = only(crashesOf('java-studio.log'));
    expect(crash).to.include({ pid: 4211, message: '会话已关闭：相机 2', lastLine: 8 });
    expect(functions(crash)).to.deep.equal(['close', 'onStop', 'loop']);
  });

  it('reads the long format', () => {
    expect(only(crashesOf('java-long.log'))).to.include({ pid: 4211, line: 3, lastLine: 7 });
  });

  it('gives one key to one crash in three formats', () => {
    const keys = ['java-threadtime.log', 'java-studio.log', 'java-long.log'].map(
      (name) => crashesOf(name)[0]?.key,
    );
    expect(new Set(keys)).to.have.property('size', 1);
  });

  it('finds none in a log of handled exceptions and killed processes', () => {
    expect(crashesOf('quiet.log')).to.deep.equal([]);
  });

  it('names the system server, which prints no process', () => {
    const crash = only(
      crashesIn(
        [
          'E/AndroidRuntime( 1523): *** FATAL EXCEPTION IN SYSTEM PROCESS: android.display',
          'E/AndroidRuntime( 1523): java.lang.NullPointerException',
          'E/AndroidRuntime( 1523): \tat com.android.server.display.Panel.dim(Panel.java:7)',
          'E/AndroidRuntime( 1523): \tat android.os.Handler.handleCallback(Handler.java:958)',
        ].join('\n'),
      ),
    );
    expect(crash).to.include({ process: 'system_server', thread: 'android.display' });
    expect(crash.frames.map(({ inApp }) => inApp)).to.deep.equal([true, false]);
  });

  const HEADERS: readonly [string, string, string | undefined][] = [
    ['a.b.StoreException: could not write: at 9', 'a.b.StoreException', 'could not write: at 9'],
    ['Exception in thread "pump" a.b.StoreException', 'a.b.StoreException', undefined],
    ['StoreException: no package', 'StoreException', 'no package'],
    ['a.b.Store$4: les valeurs', 'a.b.Store$4', 'les valeurs'],
    ['a.b.StoreException[shard 3]', 'a.b.StoreException', 'shard 3]'],
    ['saving failed: a.b.StoreException: disk full', 'a.b.StoreException', 'disk full'],
    ['a.b.Leaked: receiver', 'a.b.Leaked', 'receiver'],
  ];
  for (const [header, exception, message] of HEADERS) {
    it(`reads the header ${header}`, () => {
      const crash = only(crashesIn(`${header}\n\tat com.firstbatch.Store.write(Store.java:4)`));
      expect(crash.exception).to.equal(exception);
      expect(crash.message).to.equal(message);
    });
  }

  it('takes a cause on the next line, and a message of several lines', () => {
    const crash = only(
      crashesIn(
        [
          'java.lang.RuntimeException: first',
          'second line of it',
          '\tat com.firstbatch.A.a(A.java:1)',
          'Caused by:',
          'com.firstbatch.RootException: deep',
          '\tat com.firstbatch.B.b(B.java:1)',
          '\t... 12 common frames omitted',
        ].join('\n'),
      ),
    );
    expect(crash).to.include({
      exception: 'com.firstbatch.RootException',
      outerException: 'java.lang.RuntimeException',
    });
  });

  it('does not take a suppressed exception, or its cause, for the root', () => {
    const crash = only(
      crashesIn(
        [
          'java.lang.IllegalStateException: outer',
          '\tat com.firstbatch.A.a(A.java:1)',
          '\tSuppressed: java.io.IOException: side',
          '\t\tat com.firstbatch.S.s(S.java:1)',
          '\tCaused by: java.lang.Error: side cause',
          '\t\tat com.firstbatch.T.t(T.java:1)',
          'Caused by: com.firstbatch.RootException',
          '\tat com.firstbatch.B.b(B.java:1)',
          '\t... 1 more',
        ].join('\n'),
      ),
    );
    expect(crash.exception).to.equal('com.firstbatch.RootException');
    expect(functions(crash)).to.deep.equal(['b', 'a']);
  });

  it('reads a trace printed root cause first', () => {
    const crash = only(
      crashesIn(
        [
          'com.firstbatch.RootException: deep',
          '\tat com.firstbatch.B.b(B.java:1)',
          'Wrapped by: java.lang.RuntimeException: outer',
          '\tat com.firstbatch.A.a(A.java:1)',
        ].join('\n'),
      ),
    );
    expect(crash.exception).to.equal('com.firstbatch.RootException');
  });

  it('counts a trace at level E only when it is all that was pasted', () => {
    const trace =
      'E/Sync( 12): a.b.StoreException: x\nE/Sync( 12): \tat com.firstbatch.A.a(A.java:1)\n';
    expect(crashesIn(trace)).to.have.length(1);
    expect(crashesIn(trace + 'I/Sync( 12): calm\n'.repeat(2000))).to.deep.equal([]);
  });
});

describe('native crashes', () => {
  it('reads a tombstone to the end of the crashing thread', () => {
    const crash = only(crashesOf('tombstone.txt'));
    expect(crash).to.include({
      kind: 'native',
      process: '/vendor/bin/hw/camera-provider',
      pid: 911,
      tid: 1290,
      thread: 'isp-worker',
      signal: 'SIGSEGV',
      signalCode: 'SEGV_MAPERR',
      at: '2026-08-14 21:10:44.120931288+0800',
      title: 'SIGSEGV in libfirstbatch_isp.so isp::Frame::release (/vendor/bin/hw/camera-provider)',
    });
    expect(crash.frames).to.have.length(5);
    expect(crash.frames[0]).to.deep.equal({
      module: '/vendor/lib64/libfirstbatch_isp.so',
      function: 'isp::Frame::release(bool)',
      pc: '000000000004c310',
      buildId: '5f0c3ad1b2e94c77a1b2c3d4e5f60718',
      inApp: true,
    });
    expect(crash.device.fingerprint).to.match(/^firstbatch\/aurora/);
  });

  it('reads the same through logcat, as one crash with its Fatal signal line, with the same key', () => {
    const crash = only(crashesOf('tombstone-logcat.log'));
    expect(crash.key).to.equal(only(crashesOf('tombstone.txt')).key);
  });

  it('keeps a Fatal signal line when no tombstone follows', () => {
    const line = 'A/libc( 911): Fatal signal 5 (SIGTRAP), code 1 (TRAP_BRKPT) in tid 912 (pump)';
    expect(only(crashesIn(line))).to.include({ signal: 'SIGTRAP', pid: 911, tid: 912 });
  });

  it('reads an abort message of two lines with quotes inside', () => {
    const crash = only(crashesOf('abort-logcat.log'));
    expect(crash.signal).to.equal('SIGABRT');
    expect(crash.message).to.match(/is not ours:\nowner 12 'left' speaker$/);
  });

  const FRAMES: readonly [string, string, string][] = [
    [
      '#00 pc 0001 /data/app/x/base.apk!libx.so (offset 0x5000) (a(int)+4)',
      'base.apk!libx.so',
      'a(int)',
    ],
    ['#00 pc 0001 /data/app/x/base.apk (offset 0x5000)', '/data/app/x/base.apk', ''],
    ['#00 pc 0001 <anonymous:7b00>', '<anonymous:7b00>', ''],
    ['#00 pc 0001 [vdso] (__kernel_rt_sigreturn)', '[vdso]', '__kernel_rt_sigreturn'],
    ['#00 pc 0001 /memfd:jit-cache (deleted) (a.b.c+8)', '/memfd:jit-cache (deleted)', 'a.b.c'],
    ['#00 pc 0001 /lib/liba.so (???)', '/lib/liba.so', ''],
  ];
  for (const [frame, module, name] of FRAMES) {
    it(`reads the frame ${frame}`, () => {
      const crash = only(
        crashesIn(`signal 11 (SIGSEGV), code 1 (SEGV_MAPERR)\nbacktrace:\n ${frame}`),
      );
      expect(crash.frames[0]?.module.endsWith(module)).to.equal(true);
      expect(crash.frames[0]?.function).to.equal(name);
    });
  }
});

describe('reports of other kinds', () => {
  it('reads a sanitizer report up to the second stack', () => {
    const crash = only(crashesOf('asan.txt'));
    expect(crash).to.include({
      kind: 'sanitizer',
      exception: 'heap-use-after-free WRITE',
      pid: 2217,
    });
    expect(crash.frames).to.have.length(4);
    expect(crash.title).to.equal('heap-use-after-free WRITE in tuner::Channel::store');
  });

  it('reads a failed check and a linker error of one line', () => {
    const check = 'F/pump( 7): vendor/pump.cpp:12 CHECK_EQ( a,b) failed: 1 vs. 2';
    const linker = 'CANNOT LINK EXECUTABLE "/vendor/bin/pump": library "libpump.so" not found';
    expect(only(crashesIn(check)).kind).to.equal('check');
    expect(only(crashesIn(linker)).title).to.match(/^Cannot link .*libpump\.so not found$/);
  });

  it('folds a failed check into the tombstone it caused', () => {
    const words = 'vendor/pump.cpp:12 CHECK_EQ( a,b) failed: 1 vs. 2';
    const crash = only(
      crashesIn(
        `${words}\npid: 7, tid: 7, name: p  >>> pump <<<\nsignal 6 (SIGABRT), code -6 (SI_TKILL)\nAbort message: '${words}'\n`,
      ),
    );
    expect(crash.kind).to.equal('native');
  });
});

describe('processes that do not answer', () => {
  it('reads the first process of a dump, with its reason and the holder of the lock', () => {
    const crash = only(crashesOf('anr-trace.txt'));
    expect(crash).to.include({
      kind: 'anr',
      process: 'com.firstbatch.camera',
      pid: 4211,
      thread: 'main',
    });
    expect(crash.message).to.match(/^Input dispatching timed out/);
    expect(functions(crash)).to.deep.equal(['press', 'onTouch', 'loop']);
    expect(crash.outerFrames?.map((frame) => frame.function)).to.deep.equal(['sleep', 'flush']);
  });

  it('reads the words of the activity manager', () => {
    expect(only(crashesOf('anr-logcat.log'))).to.include({
      process: 'com.firstbatch.camera',
      pid: 4211,
      component: 'com.firstbatch.camera/.CameraActivity',
    });
  });

  it('does not take the dump of all processes in a bug report for an ANR', () => {
    const dump =
      '----- pid 12 at 2026-08-14 21:20:00 -----\nCmd line: a\n"main" prio=5 tid=1 Native\n';
    expect(crashesIn(`------ VM TRACES JUST NOW (x) ------\n${dump}`)).to.deep.equal([]);
    expect(crashesIn(`------ VM TRACES AT LAST ANR (x) ------\n${dump}`)).to.have.length(1);
  });

  it('reads a dump of waiting channels, which has no stacks', () => {
    const crash = only(
      crashesIn(
        '----- Waiting Channels: pid 12 at 2026-08-14 21:20:00 -----\nCmd line: a.b:main\n\nsysTid=12 state=R 0\n----- end 12 -----',
      ),
    );
    expect(crash).to.include({ process: 'a.b:main', pid: 12 });
  });
});
