import type { ExamClaim, ExamSummary, PhoneFacts, Reports } from '../reports/index.js';
import type { Units } from '../units/index.js';
import type { DeviceFacts } from './crash.js';
import type { KnownExam } from './kept-exam-store.js';
import { buildsIn, doubtsOf, isOfOtherPhone } from './log-doubts.js';

export interface PhoneServiceDeps {
  readonly units: Pick<Units['service'], 'cards'>;
  readonly reports: Pick<Reports, 'unitsNaming'>;
  /** Name and code of the model, as people call it. */
  readonly modelNames: (modelCode: string) => Promise<readonly string[]>;
}

/** So many other units of a model make a name of its logs familiar. */
const FAMILIAR_UNITS = 2;

const toPhone = (device: DeviceFacts): PhoneFacts => ({
  fingerprint: device.fingerprint,
  brand: device.brand,
  model: device.model,
  marketName: device.marketName,
  device: device.device,
  androidVersion: device.androidVersion,
  romVersion: device.romVersion,
  build: device.build,
  kernel: device.kernel,
  uptimeSeconds: device.uptimeSeconds,
});

export type PhoneService = ReturnType<typeof createPhoneService>;

/** Holds what a log says of its phone against the unit that its report is about. */
export function createPhoneService({ units, reports, modelNames }: PhoneServiceDeps) {
  async function isFamiliar(modelCode: string, unitId: string, name: string): Promise<boolean> {
    return (await reports.unitsNaming(modelCode, name, unitId)) >= FAMILIAR_UNITS;
  }

  return {
    /** What the report shows of the phone; nothing where the log says nothing of it. */
    async factsOf(
      { exam, namedUnitId }: KnownExam,
      { unitId, modelCode, build }: Pick<ExamClaim, 'unitId' | 'modelCode' | 'build'>,
    ): Promise<Pick<ExamSummary, 'phone' | 'doubts' | 'build'>> {
      const { device = {} } = exam;
      const name = device.device;
      const other = namedUnitId === null || namedUnitId === unitId ? undefined : namedUnitId;
      const phone = {
        modelNames: await modelNames(modelCode),
        build,
        isOwn: exam.seen ?? false,
        otherUnitRef: (other && (await units.cards([other])).get(other)?.ref) ?? null,
      };
      const strict = doubtsOf(device, { ...phone, familiar: [] });
      const mayBeFamiliar = strict.some(({ code }) => code === 'crashes.other_model');
      const doubts =
        mayBeFamiliar && name !== undefined && (await isFamiliar(modelCode, unitId, name))
          ? doubtsOf(device, { ...phone, familiar: [name] })
          : strict;
      return {
        phone: Object.keys(device).length > 0 ? toPhone(device) : undefined,
        doubts,
        build: isOfOtherPhone(doubts) ? undefined : buildsIn(device)[0],
      };
    },
  };
}
