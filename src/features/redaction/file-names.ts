import type { Digest } from './personal-data.js';

/** Words of the names that phones and their tools give to logs; nobody is named by them. */
const WORDS = new Set(
  (
    'a aa adb analytics android anr app apps asan audio avc bak base battery binder board boot bootlog bt btsnoop ' +
    'bug bugreport bugs build cache camera camerahal cmd cmdline cold com common complete compressed config connectivity ' +
    'console core crash crashes critical d dalvik data date dat day debug db description dev device diag dir display dmesg ' +
    'download downloads documents dcim pictures movies music recordings screenshots dropbox dump dumpstate dumpsys early entry err error events ' +
    'exception extra file files final flash fs full fw gc gpu gz hal hang hci header history home hprof hs id image images ' +
    'img index info init input installer ion ipc java jpeg jpg json kernel kmsg last launcher lib lim line list lmk local ' +
    'location log logcat logd logs lshal main mapping md mem meminfo memory mi minidump misc miui miuilog modem monitor mtdoops ' +
    'native net netstats network new nvram offline old oom oops out p package packages panic part pb perf perfetto phone pid ' +
    'pipeline pmsg png pool power powerinfo proc process profile proto ps pstore radio ram ramdump ramoops raw reboot record ' +
    'recovery release report reports reset restart result root rtc run sample scout screen screenrecord screenshot sd sdcard section ' +
    'security sensor service services session shell short sim snapshot stability stack stacktrace start stat state stats status ' +
    'storage sub summary swap sys system systrace tag tcpdump temp test text tgz thermal thread threads time title tmp tombstone ' +
    'tombstones tool tools top trace traces txt uart ui usb user users uts v vendor version video view visible vm wakelock warn ' +
    'watchdog webp wifi win window windows wlan xml z zip zst hyperos xiaomi redmi poco mqs mqsas native javacrash nativecrash je ne ke swdt ' +
    'log日志 日志 反馈 用户反馈 崩溃 截图 错误 报告'
  ).split(' '),
);
const PARTS = /[A-Za-z]+|\p{Script=Han}+|[^\p{ASCII}]/gu;
/** A package, a fingerprint's parts, a system folder's file: names that builds give. */
const PACKAGE = /^(?:com|org|net|android|cn|io|miui|vendor|me)(?:\.\w{1,60}){1,8}$/;
const NUMBER = /\d{7,}/g;
const DATE = /^(?:20\d\d[01]\d[0-3]\d(?:\d{4}(?:\d\d(?:\d{3})?)?)?|1[67]\d{8}(?:\d{3})?)$/;

/** A name that a phone or a tool gave: known words, dates and short numbers only. */
export function isOrdinaryName(name: string): boolean {
  const stem = name.replace(/\.\w{1,5}$/, '');
  if (PACKAGE.test(stem) || PACKAGE.test(name)) return true;
  if ((name.match(NUMBER) ?? []).some((digits) => !DATE.test(digits))) return false;
  return (name.match(PARTS) ?? []).every((word) => WORDS.has(word.toLowerCase()));
}

/** `bugreport-<product>-<build id>-<date>`, as dumpstate names its files. */
const BUGREPORT =
  /^bugreport-[a-z][a-z0-9_]{1,30}-[A-Z][A-Z0-9.]{4,30}-[\d-]{8,24}(?:-dumpstate_log-\d{1,7})?\.(?:txt|zip)$/;
const ENDING = /\.[A-Za-z0-9]{1,8}$/;

/** One file name without folders: itself when a tool gave it, else `[FILE:8 hex]` and its ending. */
export const protectName = (name: string, digest: Digest): string =>
  name === '' || isOrdinaryName(name) || BUGREPORT.test(name) || /^\[FILE:[0-9a-f]{8}\]/.test(name)
    ? name
    : `[FILE:${digest('FILE', name)}]${ENDING.exec(name)?.[0].toLowerCase() ?? ''}`;

/** Folders that a system writes: what is in them is named by it. */
const SYSTEM = /^(?:FS|proto|lshal-debug)\//;

/** A path inside archives (`a.zip!/b/c.txt`), each part protected by itself. */
export const protectPath = (path: string, digest: Digest): string =>
  path
    .split('!/')
    .map((inner) =>
      SYSTEM.test(inner) && /^[\x21-\x7e]{1,200}$/.test(inner) && !/\d{11,}/.test(inner)
        ? inner
        : inner
            .split('/')
            .map((part) => protectName(part, digest))
            .join('/'),
    )
    .join('!/');

export const NAME_PATTERNS: readonly RegExp[] = [PARTS, PACKAGE, NUMBER, BUGREPORT, ENDING];
