import type { DeviceFacts } from './crash.js';

const FINGERPRINT =
  /^([^/:]{1,80})\/([^/:]{1,80})\/([^/:]{1,80}):([^/:]{1,40})\/([^/:]{1,80})\/([^/:]{1,80})/;

/** `brand/product/device:release/id/incremental:type/keys`; the incremental names the build. */
const partsOf = (fingerprint: string): DeviceFacts => {
  const match = FINGERPRINT.exec(fingerprint);
  if (!match) return {};
  const [, brand = '', product = '', device = '', androidVersion = '', , build = ''] = match;
  return { brand, product, device, androidVersion, build };
};

/** `V816.0.12.0.UNCMIXM` or `OS2.0.107.0.VOBCNXM`: version, Android, device and region. */
const ROM_VERSION = /^(?:V|OS)\d{1,3}(?:\.\d{1,4}){2,4}\.(?:[A-Z]{7}|DEV)$/;

const DUMPSTATE = /^\s{0,8}== dumpstate: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/;
const HEADER =
  /^\s{0,8}(Build fingerprint|Radio|Android SDK version|Kernel|Uptime): {1,4}(.{1,300})$/;
const HEADER_END = /^\s{0,8}-{5,12} /;
const PROPERTY = /^\s{0,8}\[([a-z][\w.-]{1,100})\]: \[([^\]\n]{0,200})/;
/** Of a tombstone, a thread dump, or the head of a crash as in-app collectors write it. */
const LOOSE =
  /(?:^|\s)(?:(Build fingerprint): {0,4}'?|(Brand|Model|OS version|API level): ')([^'\n]{1,200})/;
const SERIALS = ['ro.serialno', 'ro.boot.serialno'];
const BOOT_SERIAL = /androidboot\.serialno=([\w-]{4,40})(?![\w-])/;
/** Not what stands where a serial number was taken out. */
const SERIAL = /^[\w-]{4,40}$/;
const LINUX = /Linux version (\S{1,100})/;
const UPTIME =
  /up (?:(\d{1,4}) weeks?, )?(?:(\d{1,4}) days?, )?(?:(\d{1,2}) hours?, )?(\d{1,2}) min/;

type Facts = { -readonly [Key in keyof DeviceFacts]: DeviceFacts[Key] };

/** The first of these names that the phone states is the fact. */
const SOURCES: readonly (readonly [
  Exclude<keyof DeviceFacts, 'sdk' | 'uptimeSeconds'>,
  readonly string[],
])[] = [
  ['fingerprint', ['Build fingerprint', 'ro.build.fingerprint']],
  ['brand', ['ro.product.brand', 'Brand']],
  ['product', ['ro.product.name']],
  ['device', ['ro.product.device']],
  ['model', ['ro.product.model', 'Model']],
  [
    'marketName',
    ['ro.product.marketname', 'ro.product.odm.marketname', 'ro.config.marketing_name'],
  ],
  ['androidVersion', ['ro.build.version.release', 'OS version']],
  ['romVersion', ['ro.mi.os.version.incremental']],
  ['build', ['ro.build.version.incremental']],
  ['radio', ['Radio', 'gsm.version.baseband']],
  ['securityPatch', ['ro.build.version.security_patch']],
  ['bootReason', ['sys.boot.reason', 'ro.boot.bootreason']],
  ['timeZone', ['persist.sys.timezone']],
  ['takenAt', ['dumpstate']],
];
const SDK = ['Android SDK version', 'ro.build.version.sdk', 'API level'];
const KNOWN = new Set([
  ...SOURCES.flatMap(([, names]) => names),
  ...[...SDK, ...SERIALS, 'Kernel', 'Uptime'],
]);

const secondsOf = (uptime: string): number | undefined => {
  const match = UPTIME.exec(uptime);
  if (!match) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60;
};

const toFacts = (stated: ReadonlyMap<string, string>): Facts => {
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => stated.get(name)).find((value) => value !== undefined && value !== '');
  const facts: Facts = {};
  for (const [fact, names] of SOURCES) {
    const value = first(names);
    if (value !== undefined && value !== 'unknown') facts[fact] = value;
  }
  const sdk = Number(first(SDK));
  const kernel = LINUX.exec(stated.get('Kernel') ?? '')?.[1];
  const uptimeSeconds = secondsOf(stated.get('Uptime') ?? '');
  if (Number.isInteger(sdk)) facts.sdk = sdk;
  if (kernel !== undefined) facts.kernel = kernel;
  if (uptimeSeconds !== undefined) facts.uptimeSeconds = uptimeSeconds;
  return facts;
};

/** Facts of one phone, with what its fingerprint and its build's name say filled in. */
export const completeDevice = (stated: DeviceFacts): DeviceFacts => {
  const { fingerprint } = stated;
  const facts = { ...(fingerprint === undefined ? {} : partsOf(fingerprint)), ...stated };
  const isRom = facts.build !== undefined && ROM_VERSION.test(facts.build);
  return { ...(isRom && { romVersion: facts.build }), ...facts };
};

/**
 * What two places say of the phone, `main` being believed first. Of another build nothing is taken
 * but what a phone keeps through updates, and of another phone nothing.
 */
export const mergeDevices = (main: DeviceFacts, other: DeviceFacts): DeviceFacts => {
  const one = completeDevice(main);
  const two = completeDevice(other);
  const isKnown = one.fingerprint !== undefined && two.fingerprint !== undefined;
  if (!isKnown || one.fingerprint === two.fingerprint) return { ...two, ...one };
  if (one.device !== two.device) return one;
  const { model, marketName, timeZone } = two;
  return {
    ...(model !== undefined && { model }),
    ...(marketName !== undefined && { marketName }),
    ...(timeZone !== undefined && { timeZone }),
    ...one,
  };
};

export interface DeviceReader {
  /** Takes one line of the text without its line end. */
  read(text: string): void;
  /** Every line counts until the first section of a bug report begins. */
  isInHeader(): boolean;
  device(): DeviceFacts;
  /** The phone said so itself (header, properties), not a crash of some build. */
  isSure(): boolean;
  /** Serial numbers that the phone states as its own. */
  serials(): readonly string[];
}

/** Short texts of which one stands in every line that `read` takes facts from. */
export const DEVICE_HINTS: readonly string[] = [
  'ingerprint',
  '== dumpstate: ',
  '[ro.product.',
  '[ro.build.',
  '[ro.boot.bootreason]',
  '[ro.mi.os.',
  '[ro.config.',
  '[gsm.version.baseband]',
  '[persist.sys.timezone]',
  '[sys.boot.reason]',
  '[ro.serialno]',
  '[ro.boot.serialno]',
  'androidboot.serialno=',
  "Model: '",
  "Brand: '",
  "OS version: '",
  "API level: '",
];

/** Collects what a text says of the phone: bug report header, properties, heads of crashes. */
export const createDeviceReader = (): DeviceReader => {
  const stated = new Map<string, string>();
  const loose = new Map<string, string>();
  const bootSerials = new Set<string>();
  let isInHeader = false;

  const note = (facts: Map<string, string>, name: string | undefined, value = ''): void => {
    if (name === undefined || !KNOWN.has(name) || facts.has(name)) return;
    facts.set(name, value.replace(/^'/, '').replace(/[',\s]{1,4}$/, ''));
  };

  return {
    read: (text) => {
      const serial = text.includes('androidboot.') ? BOOT_SERIAL.exec(text)?.[1] : undefined;
      if (serial !== undefined) bootSerials.add(serial);
      const dumped = text.includes('== dumpstate: ') ? DUMPSTATE.exec(text) : null;
      if (dumped) {
        isInHeader = true;
        note(stated, 'dumpstate', dumped[1]);
        return;
      }
      if (isInHeader) {
        const match = HEADER.exec(text);
        note(stated, match?.[1], match?.[2]);
        isInHeader = !HEADER_END.test(text);
        return;
      }
      const match = PROPERTY.exec(text);
      if (match) note(stated, match[1], match[2]);
      else {
        const found = LOOSE.exec(text);
        note(loose, found?.[1] ?? found?.[2], found?.[3]);
      }
    },
    isInHeader: () => isInHeader,
    device: () => mergeDevices(toFacts(stated), toFacts(loose)),
    isSure: () => [...stated.keys()].some((name) => !SERIALS.includes(name)),
    serials: () =>
      [...SERIALS.map((name) => stated.get(name) ?? ''), ...bootSerials].filter(
        (serial) => SERIAL.test(serial) && serial !== 'unknown',
      ),
  };
};

export const DEVICE_PATTERNS: readonly RegExp[] = [
  FINGERPRINT,
  ROM_VERSION,
  DUMPSTATE,
  HEADER,
  HEADER_END,
  PROPERTY,
  LOOSE,
  BOOT_SERIAL,
  SERIAL,
  LINUX,
  UPTIME,
];
