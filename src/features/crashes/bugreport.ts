/**
 * Which entries of an archive may hold crashes. Layouts: AOSP cmds/dumpstate (bugreport-format.md)
 * and MIUI/HyperOS, whose archive holds that of AOSP, logs of apps, and `FS/data/miuilog`.
 */

/** Below `FS/` stands a copy of the phone's files; of those only these hold crashes. */
const WANTED_FILES: readonly string[] = [
  'FS/data/anr/',
  'FS/data/tombstones/',
  'FS/data/system/dropbox/',
  'FS/data/misc/logd/',
  'FS/data/miuilog/',
  'FS/sys/fs/pstore/',
  'FS/proc/last_kmsg',
  'FS/proc/version',
  'FS/cache/recovery/last_kmsg',
];

/** Pictures, recordings, radio traffic and code: never text with a crash. */
const UNWANTED =
  /\.(?:png|jpe?g|webp|gif|mp4|webm|pcapng|pcap|cfa|qmdl2?|isf|db|apk|so|jar|odex|vdex|proto|perfetto-trace|bin|winscope)$/i;
const UNWANTED_NAMES: readonly string[] = [
  'visible_windows.zip',
  'dumpstate_log.txt',
  'dumpstate_board.txt',
  'version.txt',
  'main_entry.txt',
  'main-entry.txt',
  'title.txt',
  'description.txt',
];
const UNWANTED_FOLDERS: readonly string[] = ['proto/', 'lshal-debug/', 'powerinfo/'];

const MAIN = /(?:^|\/)bugreport[^/]{0,200}\.txt$/;
const POINTER = /(?:^|\/)main[_-]entry\.txt$/;
/** People pack the unpacked folder again, so `FS/` may stand deeper. */
const PHONE_FILE = /(?:^|\/)(FS\/.{1,2000})$/;

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Bluetooth traffic holds what people said and typed; it is not even opened. */
const isTraffic = (name: string): boolean => baseName(name).startsWith('btsnoop');

/** A bug report has a pointer to its main text, that text, or files of the phone. */
const isBugreport = (names: readonly string[]): boolean =>
  names.some((name) => POINTER.test(name) || PHONE_FILE.test(name) || MAIN.test(name));

const isWanted = (name: string): boolean => {
  const file = PHONE_FILE.exec(name)?.[1];
  if (file !== undefined) return WANTED_FILES.some((start) => file.startsWith(start));
  return (
    !UNWANTED.test(name) &&
    !UNWANTED_NAMES.includes(baseName(name)) &&
    !UNWANTED_FOLDERS.some((folder) => name.startsWith(folder) || name.includes(`/${folder}`))
  );
};

/** The entry that names the main text, where there is one. */
export const isPointer = (name: string): boolean => POINTER.test(name);

export interface NamedEntry {
  readonly name: string;
  readonly size: number;
}

export interface EntryPlan<Entry> {
  /** In the order to read them: the main text says what the others are read with. */
  readonly wanted: readonly Entry[];
  readonly unread: readonly Entry[];
}

/**
 * Chooses what to read of an archive. `main` is what the pointer names; without it the largest text
 * named `bugreport…` is the main one. Any other archive is somebody's own collection: all is read.
 */
export const planEntries = <Entry extends NamedEntry>(
  entries: readonly Entry[],
  main: string | undefined,
): EntryPlan<Entry> => {
  const isReport = isBugreport(entries.map(({ name }) => name));
  const isRead = ({ name }: Entry): boolean => !isTraffic(name) && (!isReport || isWanted(name));
  const named = entries.find(({ name }) => main !== undefined && `/${name}`.endsWith(`/${main}`));
  const largest = entries
    .filter(({ name }) => MAIN.test(name))
    .reduce<Entry | undefined>(
      (best, one) => (best && best.size >= one.size ? best : one),
      undefined,
    );
  const first = named ?? largest;
  const rest = entries.filter((entry) => entry !== first);
  return {
    wanted: [...(first ? [first] : []), ...rest.filter(isRead)],
    unread: rest.filter((entry) => !isRead(entry)),
  };
};

export const BUGREPORT_PATTERNS: readonly RegExp[] = [UNWANTED, MAIN, POINTER, PHONE_FILE];
