import type { ExamNote } from '../reports/index.js';
import type { DeviceFacts } from './crash.js';

/** What the report says of the phone, and what else is known of the phones of its model. */
export interface ReportedPhone {
  /** Code and name of the model. */
  readonly modelNames: readonly string[];
  /** Names that logs of other units of the model gave it (`DeviceFacts.device`). */
  readonly familiar: readonly string[];
  readonly build: string | null;
  /** The serial or IMEI of the unit stands in the log. */
  readonly isOwn: boolean;
  /** The other unit whose serial number the log states as that of its phone. */
  readonly otherUnitRef: string | null;
}

const SHORTEST_NAME = 3;
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const areAlike = (one: string, other: string): boolean => {
  const [a, b] = [plain(one), plain(other)].sort((x, y) => x.length - y.length);
  return a !== undefined && b !== undefined && a.length >= SHORTEST_NAME && b.includes(a);
};

const namesOf = ({ model, marketName, device, product }: DeviceFacts): readonly string[] =>
  [model, marketName, device, product].flatMap((name) => name ?? []);

/** The build under the names that people and pages give it. */
export const buildsIn = ({ build, romVersion }: DeviceFacts): readonly string[] =>
  [build, romVersion].flatMap((name) => name ?? []);

function isOtherModel(device: DeviceFacts, phone: ReportedPhone): boolean {
  const names = namesOf(device);
  if (names.length === 0 || phone.isOwn) return false;
  if (device.device !== undefined && phone.familiar.includes(device.device)) return false;
  return !names.some((name) => phone.modelNames.some((known) => areAlike(name, known)));
}

function isOtherBuild(device: DeviceFacts, { build }: ReportedPhone): boolean {
  const names = buildsIn(device);
  return build !== null && names.length > 0 && !names.some((name) => plain(name) === plain(build));
}

/**
 * What in a log does not fit the unit and build of its report; each says what to do and refuses
 * nothing. Of a log of another phone only that is said: its model and build follow from it.
 */
export function doubtsOf(device: DeviceFacts, phone: ReportedPhone): readonly ExamNote[] {
  if (phone.otherUnitRef !== null && !phone.isOwn)
    return [{ code: 'crashes.other_unit', facts: { unit: phone.otherUnitRef } }];
  const [name = ''] = namesOf(device);
  const [log = ''] = buildsIn(device);
  return [
    ...(isOtherModel(device, phone)
      ? [{ code: 'crashes.other_model', facts: { log: name, ours: phone.modelNames[0] ?? '' } }]
      : []),
    ...(isOtherBuild(device, phone)
      ? [{ code: 'crashes.other_build', facts: { log, ours: phone.build ?? '' } }]
      : []),
  ];
}

/** The log is of another phone: what it says of the build is not of this report's unit. */
export const isOfOtherPhone = (doubts: readonly ExamNote[]): boolean =>
  doubts.some(({ code }) => code !== 'crashes.other_build');
