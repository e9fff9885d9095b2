import { createRandom } from '../../test/support/random.js';
import { readFileSync } from 'node:fs';

/**
 * A bug report as a phone writes it, synthetic: logs, dumps of services, thread dumps of bystanders,
 * and in every four megabytes a Java crash, a native crash and an ANR from the project's own samples.
 */
const SAMPLES = ['java-threadtime.log', 'tombstone-logcat.log', 'anr-logcat.log'].map((name) =>
  readFileSync(new URL(`../../test/fixtures/logs/${name}`, import.meta.url), 'utf8'),
);

const TAGS = [
  'ActivityManager',
  'WifiHAL',
  'BatteryStats',
  'SurfaceFlinger',
  'CamX',
  'libprocessgroup',
];
const MESSAGES = [
  'START u0 {act=android.intent.action.MAIN cat=[android.intent.category.HOME] cmp=com.firstbatch.launcher/.Home} from uid 10123',
  'setDisplayBrightness 0.4182 over 250 ms, reason policy(9)',
  'Scan results received: 14 networks, 3 known; next scan in 20000 ms',
  'processCaptureRequest: frame 18342 pipeline RealtimePreview latency 33.2 ms',
  'kill 10211 group of pid 22117, 3 processes, took 4 ms',
  'E/Sync could not reach the host: java.net.SocketTimeoutException: timeout after 20000 ms',
  'Error 104 while reading from the remote side; will try again',
  'notify: window com.firstbatch.launcher focus gained, surface 1080x2400',
];

const two = (value: number): string => String(value).padStart(2, '0');

const logLines = (count: number, next: () => number): string =>
  Array.from({ length: count }, (_, index) => {
    const time = `08-14 ${two(Math.floor(index / 3600) % 24)}:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}.${String(100 + (index % 900))}`;
    const pid = 1000 + Math.floor(next() * 9000);
    const message =
      next() < 0.03 ? MESSAGES[5 + Math.floor(next() * 2)] : MESSAGES[Math.floor(next() * 5)];
    return `${time} ${String(pid).padStart(5)} ${String(pid + 7).padStart(5)} I ${TAGS[index % TAGS.length] ?? ''}: ${message ?? ''}\n`;
  }).join('');

const serviceDump = (name: string, count: number, next: () => number): string =>
  [
    '-------------------------------------------------------------------------------',
    `DUMP OF SERVICE ${name}:`,
    ...Array.from(
      { length: count },
      (_, index) =>
        `    Package [com.firstbatch.part${index}] (${Math.floor(next() * 2 ** 32).toString(16)}): userId=${10_000 + index} flags=[ HAS_CODE ALLOW_BACKUP ] granted=${next() < 0.5}`,
    ),
    `--------- 0.100s was the duration of dumpsys ${name}, ending at: 2026-08-14 21:30:00`,
    '',
  ].join('\n');

const bystanders = (count: number): string =>
  [
    '------ VM TRACES JUST NOW (/data/anr/dumptrace_abc: 2026-08-14 21:30:00) ------',
    ...Array.from({ length: count }, (_, index) =>
      [
        `----- pid ${2000 + index} at 2026-08-14 21:30:00 -----`,
        `Cmd line: com.firstbatch.part${index}`,
        '"main" prio=5 tid=1 Native',
        `  | sysTid=${2000 + index} nice=-10 cgrp=default sched=0/0 handle=0x7b0`,
        ...Array.from(
          { length: 30 },
          (_, line) => `  at android.os.Part${line}.run(Part${line}.java:${line * 7})`,
        ),
        `----- end ${2000 + index} -----`,
      ].join('\n'),
    ),
    '',
  ].join('\n');

const HEADER = `== dumpstate: 2026-08-14 21:30:00
Build fingerprint: 'firstbatch/aurora/aurora:16/BP2A.250805.005/V1.0.7.0.EVT:user/release-keys'
Uptime: up 0 weeks, 2 days, 3 hours, 32 minutes
------ SYSTEM PROPERTIES (getprop) ------
[persist.sys.timezone]: [Asia/Shanghai]
[ro.product.model]: [26014FB00C]
`;

/** About `bytes` of it; the same for the same size. */
export const syntheticBugreport = (bytes: number): Buffer => {
  const next = createRandom(4);
  const parts = [Buffer.from(HEADER)];
  let size = 0;
  for (let round = 0; size < bytes; round += 1) {
    const crashes = SAMPLES.map((text) => text.replaceAll('4211', String(4300 + round)));
    const part = Buffer.from(
      [
        '------ SYSTEM LOG (logcat -v threadtime -v printable -v uid -d *:v) ------\n',
        ...crashes.map((crash) => logLines(4000, next) + crash),
        logLines(2000, next),
        serviceDump('package', 12_000, next),
        bystanders(300),
      ].join(''),
    );
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts);
};
