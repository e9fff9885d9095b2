import { expect } from 'chai';
import { crashesIn } from './read-text.js';

const COLUMN = ' '.repeat(96);

/** Forms in which people send crashes: a name, the text, what it says. */
const FORMS: readonly [string, string, Record<string, unknown>][] = [
  [
    'a newer Studio copy, whose lines stand in a column',
    `2026-08-14 21:03:07.101  4211-4211  AndroidRuntime          com.firstbatch.lens                  E  FATAL EXCEPTION: main (Ask Gemini)
${COLUMN}Process: com.firstbatch.lens, PID: 4211
${COLUMN}java.lang.IllegalStateException: no surface
${COLUMN}\tat com.firstbatch.lens.Preview.open(Preview.kt:41)
2026-08-14 21:03:07.120  4211-4211  Process                 com.firstbatch.lens                  I  Sending signal. PID: 4211 SIG: 9`,
    {
      ...{ thread: 'main', exception: 'java.lang.IllegalStateException', message: 'no surface' },
      title: 'IllegalStateException in Preview.open (com.firstbatch.lens)',
    },
  ],
  [
    'a DDMS copy',
    `08-14 21:03:07.101: E/AndroidRuntime(4211): FATAL EXCEPTION: main
08-14 21:03:07.101: E/AndroidRuntime(4211): java.lang.NullPointerException
08-14 21:03:07.101: E/AndroidRuntime(4211): \tat com.firstbatch.lens.Preview.open(Preview.java:41)`,
    { pid: 4211, title: 'NullPointerException in Preview.open' },
  ],
  [
    'two lines joined by pasting',
    `FATAL EXCEPTION: main Process: com.firstbatch.lens, PID: 4211
java.lang.NullPointerException: no lens

at com.firstbatch.lens.Preview.open(Preview.kt:41)`,
    { thread: 'main', process: 'com.firstbatch.lens', pid: 4211, message: 'no lens' },
  ],
  [
    'Google Play',
    `Exception java.lang.RuntimeException: Unable to start activity
  at android.app.ActivityThread.performLaunchActivity (ActivityThread.java:3782)
Caused by java.lang.IllegalStateException: no surface
  at com.firstbatch.lens.Preview.open (Preview.kt:41)
  at android.app.Activity.performCreate (Native Method)`,
    {
      ...{ exception: 'java.lang.IllegalStateException', message: 'no surface' },
      outerException: 'java.lang.RuntimeException',
      title: 'IllegalStateException in Preview.open',
    },
  ],
  [
    'Crashlytics',
    `# Crashlytics - Stack trace
# Application: com.firstbatch.lens

Fatal Exception: java.lang.RuntimeException: Unable to start activity
       at android.app.ActivityThread.performLaunchActivity(ActivityThread.java:3365)
Caused by java.lang.IllegalStateException: no surface
       at com.firstbatch.lens.Preview.open(Preview.kt:41)`,
    {
      ...{ exception: 'java.lang.IllegalStateException', message: 'no surface' },
      outerException: 'java.lang.RuntimeException',
    },
  ],
  [
    'a tombstone that Unity throws',
    `2026-08-14 21:03:07.101 4211-4258/com.firstbatch.game E/AndroidRuntime: FATAL EXCEPTION: UnityMain
    Process: com.firstbatch.game, PID: 4211
    java.lang.Error: signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x10
    Build fingerprint: 'firstbatch/lynx/lynx:16/AP4A/104:user/release-keys'
    pid: 4211, tid: 4258, name: UnityMain  >>> com.firstbatch.game <<<
        x0   00000072641ee358  x1   00000072640f0a98

    backtrace:
        #00 pc 0000000000001f8d /data/app/com.firstbatch.game/lib/arm64/libpuddle.so (drain+12)

        at libpuddle.drain(drain:12)`,
    {
      ...{ kind: 'native', signal: 'SIGSEGV', faultAddress: '0x10', tid: 4258 },
      title: 'SIGSEGV in libpuddle.so drain (com.firstbatch.game)',
    },
  ],
  [
    'the signal line before Android 5',
    'A/libc    ( 4211): Fatal signal 11 (SIGSEGV) at 0x00000010 (code=1), thread 4258 (atch.game)',
    { signal: 'SIGSEGV', faultAddress: '0x00000010', pid: 4211, tid: 4258, process: 'atch.game' },
  ],
  [
    'a native crash of Google Play',
    `*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***
pid: 0, tid: 4258 >>> com.firstbatch.game <<<

backtrace:
  #00  pc 0x0000000000001f8d  /data/app/com.firstbatch.game/split.apk!libpuddle.so (drain+12)`,
    { kind: 'native', pid: undefined, tid: 4258, process: 'com.firstbatch.game' },
  ],
  [
    'ndk-stack',
    `********** Crash dump: **********
Build fingerprint: 'firstbatch/lynx/lynx:16/AP4A/104:user/release-keys'
Abort message: 'Scudo ERROR: invalid chunk state'
#00 0x0000000000089b00 /apex/com.android.runtime/lib64/bionic/libc.so (abort+164) (BuildId: 5f)
#01 0x0000000000012340 /data/app/lens/lib/arm64/libpuddle.so (Puddle::drain()+12) (BuildId: 6f)
                                                             Puddle::drain()
                                                             /src/puddle.cpp:12:3`,
    { kind: 'native', title: 'Native crash in libpuddle.so Puddle::drain' },
  ],
  [
    'the log viewer of GrapheneOS',
    `type: crash
osVersion: firstbatch/lynx/lynx:16/AP4A/104:user/release-keys
uid: 1000 (u:r:hal_lens_default:s0)
cmdline: /vendor/bin/hw/lensd
processUptime: 72375s

signal: 11 (SIGSEGV), code 9 (SEGV_MTESERR), faultAddr 500bf3281f31e70
threadName: lensd
MTE: enabled

backtrace:
    /vendor/lib64/libpuddle.so (Puddle::drain(int)+28, pc 1070c)
    /apex/com.android.runtime/lib64/bionic/libc.so (pc 7cdb4)`,
    {
      ...{ kind: 'native', signal: 'SIGSEGV', signalCode: 'SEGV_MTESERR', thread: 'lensd' },
      ...{ faultAddress: '500bf3281f31e70', process: '/vendor/bin/hw/lensd' },
      title: 'SIGSEGV in libpuddle.so Puddle::drain (/vendor/bin/hw/lensd)',
    },
  ],
  [
    'the same of an app',
    `type: crash
osVersion: firstbatch/lynx/lynx:16/AP4A/104:user/release-keys
package: com.firstbatch.lens:45, targetSdk 36
process: com.firstbatch.lens

java.lang.IllegalStateException: no surface
\tat com.firstbatch.lens.Preview.open(Preview.kt:41)`,
    { kind: 'java', process: 'com.firstbatch.lens', message: 'no surface' },
  ],
  [
    'the monkey',
    `:Monkey: seed=528 count=10000
// CRASH: com.firstbatch.lens (pid 4211)
// Short Msg: java.lang.NullPointerException
// Long Msg: java.lang.NullPointerException: no lens
// Build Label: firstbatch/lynx/lynx:16/AP4A/104:user/release-keys
// Build Time: 1786712587000
// java.lang.NullPointerException: no lens
// \tat com.firstbatch.lens.Preview.open(Preview.kt:41)
//
** Monkey aborted due to error.`,
    { kind: 'java', process: 'com.firstbatch.lens', pid: 4211, message: 'no lens', line: 2 },
  ],
  [
    'an app that could not tell the system any more',
    `E/AndroidRuntime( 4211): FATAL EXCEPTION: main
E/AndroidRuntime( 4211): Process: com.firstbatch.lens, PID: 4211
E/AndroidRuntime( 4211): DeadSystemException: The system died
E/AndroidRuntime( 4211): Error reporting crash
E/AndroidRuntime( 4211): android.os.DeadObjectException
E/AndroidRuntime( 4211): \tat android.os.BinderProxy.transactNative(Native Method)`,
    { exception: 'DeadSystemException', message: 'The system died', lastLine: 3 },
  ],
  [
    'a native crash of Crashlytics',
    `# Platform: android
Crashed: RenderThread: SIGSEGV  0x0000000000000010
#00 pc 0x83134 libc.so (BuildId: e81b)
#01 pc 0x1a2b3c libpuddle.so (Puddle::drain()) (BuildId: f81b)`,
    {
      ...{ kind: 'native', signal: 'SIGSEGV', thread: 'RenderThread' },
      title: 'SIGSEGV in libpuddle.so Puddle::drain',
    },
  ],
  [
    'a fuzzer',
    `puddled: puddle.c:33: void drain(int): Assertion \`a == b' failed.
==4211== ERROR: libFuzzer: deadly signal
    #0 0x4f in __sanitizer_print_stack_trace /src/asan.cpp:3:1
    #1 0x5f in fuzzer::PrintStackTrace() /src/FuzzerUtil.cpp:12:3
    #2 0x7f in abort (/lib/libc.so.6+0x22858)
    #3 0x6f in drain /src/puddle.c:33:1`,
    { kind: 'sanitizer', pid: 4211, title: 'deadly signal in drain' },
  ],
  [
    'ThreadSanitizer, whose frames have no address',
    `WARNING: ThreadSanitizer: data race (pid=4211)
  Write of size 4 at 0x7b0400000000 by thread T1:
    #0 drain(void*) /src/puddle.cpp:5:10 (puddled+0x4a8eb2) (BuildId: 6f)

  Previous write of size 4 at 0x7b0400000000 by main thread:
    #0 main /src/puddle.cpp:11:10 (puddled+0x4a8f32)`,
    { kind: 'sanitizer', pid: 4211, title: 'data race in puddled drain' },
  ],
  [
    'a tombstone with a report of HWASan, by what it reports',
    `*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***
pid: 4211, tid: 4258, name: drain  >>> puddled <<<
signal 6 (SIGABRT), code -1 (SI_QUEUE), fault addr --------
Abort message: '==4211==ERROR: HWAddressSanitizer: tag-mismatch on address 0x0042a0826510
    #0 0x7b23b87868  (/system/lib64/libpuddle.so+0x868)
'`,
    { kind: 'sanitizer', title: 'tag-mismatch in libpuddle.so (puddled)' },
  ],
];

const NOTHING = { pid: undefined };

describe('pasted logs', () => {
  for (const [name, text, facts] of FORMS) {
    it(`reads one crash of ${name}`, () => {
      const [crash, ...others] = crashesIn(text);
      expect(others).to.deep.equal([]);
      expect({ ...NOTHING, ...crash }).to.include(facts);
    });
  }

  it('reads every frame of a trace that passes through another runtime', () => {
    const [crash] = crashesIn(`E/AndroidRuntime( 4211): FATAL EXCEPTION: main
E/AndroidRuntime( 4211): android.runtime.JavaProxyThrowable: System.Exception: no surface
E/AndroidRuntime( 4211):    at Lens.Preview.OnCreate(Bundle bundle) in Lens.dll:token 0x6000001+0x70
E/AndroidRuntime( 4211):    at (wrapper dynamic-method) Android.Runtime.Counter.1(intptr,intptr)
E/AndroidRuntime( 4211): \tat crc64.Preview.onCreate(Preview.java:30)`);
    expect(crash?.frames.map(({ function: name }) => name)).to.deep.equal(['OnCreate', 'onCreate']);
  });

  it('finds no crash in what StrictMode complains of', () => {
    const text = `E/StrictMode( 4211): A resource was acquired and never released.
E/StrictMode( 4211): java.lang.Throwable: Explicit termination method 'close' not called
E/StrictMode( 4211): \tat com.firstbatch.lens.Preview.open(Preview.java:41)`;
    expect(crashesIn(text)).to.deep.equal([]);
  });

  it('finds no crash in an error that Unity caught in a script', () => {
    const text = `E/Unity   ( 4211): NullReferenceException: Object reference not set
E/Unity   ( 4211):   at Lens.Preview.Update () [0x00000] in <0000>:0
E/Unity   ( 4211):   at Lens.Preview.Draw (Lens.Surface) [0x00000] in <0000>:0`;
    expect(crashesIn(text)).to.deep.equal([]);
  });
});
