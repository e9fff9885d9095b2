import type { Connection } from 'mongoose';
import { HOUR, type Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Counters } from '../../platform/counters.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import { createThrottle } from '../../platform/throttle.js';
import { createUploads } from '../../web/upload.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { HandedOver, OpenOfferFor } from './hand-over.js';
import { createPhotoService, PHOTO_FORMS } from './photo-service.js';
import { createPhotoStore } from './photo-store.js';
import { PHOTO_MAX_BYTES, PHOTOS_MAX } from './photo.js';
import { photoRoutes } from './photo-routes.js';
import { createUnitIntake } from './unit-intake-service.js';
import { createUnitQueries, type Acceptance } from './unit-queries.js';
import { unitRoutes } from './unit-routes.js';
import { createUnitService } from './unit-service.js';
import { createUnitStore } from './unit-store.js';
import { createUnitWatchQueries } from './unit-watch-queries.js';
import type { Departure, MayShip } from './unit-mover.js';

export { verifyCustody, type CustodyEvent } from './custody.js';
export type { Acceptance, UnitCard } from './unit-queries.js';
export type { Photo } from './photo.js';
export type { PhotoMatter, TakenFile } from './photo-service.js';
export type { HandedOver, OpenOffer, OpenOfferFor } from './hand-over.js';
export type { SignedConsent } from './consent.js';
export type { Departure, MayShip } from './unit-mover.js';
export type { AskedMove, Binding } from './unit-service.js';
export type { HeldUnit } from './unit-watch-queries.js';
export {
  ADMIN_ACTIONS,
  wasAccepted,
  type AdminAction,
  type Unit,
  type UnitAction,
  type UnitState,
} from './unit.js';
export type { NewUnit } from './unit-csv.js';

export interface UnitsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly counters: Counters;
  readonly translations: Translations;
  readonly log: Logger;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly programmeZone: string;
  /** For photos only: its sweeper removes what no photo names. */
  readonly photoVault: FileVault;
  readonly limits: {
    readonly freeDiskBytes: number;
    readonly uploadsInFlight: number;
    readonly uploadsInFlightPerPerson: number;
    readonly uploadIdleMs: number;
    readonly uploadFloorBytesPerMinute: number;
  };
  /** Whether the seat has a consent in force; without it nothing is packed, sent or handed out. */
  readonly mayShip?: MayShip;
  /** The receiver's open offer, which a hand-over from fan to fan takes. */
  readonly openOfferFor?: OpenOfferFor;
  /** From then on lose, write off, scrap and exchange are decided in a case, not by a form here. */
  readonly hasCases?: boolean;
}

export type Units = ReturnType<typeof createUnits>;

/** Engineering phones: stock, custody, acceptance. */
export function createUnits(deps: UnitsDeps) {
  const { connection, log } = deps;
  const accepted = createNews<Acceptance>((err, { unit }) => {
    log.error({ err, unit: unit.ref }, 'an acceptance was not heard');
  });
  const departed = createNews<Departure>((err, { unit }) => {
    log.error({ err, unit: unit.ref }, 'a departure was not heard');
  });
  const handedOver = createNews<HandedOver>((err, { unit }) => {
    log.error({ err, unit: unit.ref }, 'a hand-over was not heard');
  });
  const units = createUnitStore(connection);
  const queries = createUnitQueries(connection);
  const service = createUnitService({
    ...deps,
    ...{ units, queries, accepted, departed },
    watch: createUnitWatchQueries(connection),
    mayShip: deps.mayShip ?? (() => Promise.resolve(true)),
  });
  const intake = createUnitIntake({ ...deps, units, queries });
  const photos = createPhotos(deps);
  const jobs: readonly Job[] = [{ name: 'units.photos', everyMs: HOUR, run: photos.sweep }];
  return {
    service,
    intake,
    accepted,
    departed,
    handedOver,
    photos,
    routes: [...unitRoutes({ ...deps, service, intake, queries }), ...photoRoutes(photos)],
    jobs,
  };
}

/** The photo service with the receiver that reads up to six of them from a multipart form. */
function createPhotos(deps: UnitsDeps) {
  const { photoVault: vault, limits } = deps;
  const photos = createPhotoStore(deps.connection);
  const service = createPhotoService({
    ...{ photos, vault, clock: deps.clock },
    forms: createThrottle(deps, PHOTO_FORMS),
  });
  const uploads = createUploads({
    limits: {
      fileBytes: PHOTO_MAX_BYTES,
      freeDiskBytes: limits.freeDiskBytes,
      idleMs: limits.uploadIdleMs,
      floorBytesPerMinute: limits.uploadFloorBytesPerMinute,
      inFlight: limits.uploadsInFlight,
      inFlightPerPerson: limits.uploadsInFlightPerPerson,
      busyCode: 'units.busy',
    },
    newPath: vault.newPath,
    freeBytes: vault.freeBytes,
    admit: service.admit,
  });
  const rule = { field: 'photos', files: PHOTOS_MAX, filesBytes: PHOTOS_MAX * PHOTO_MAX_BYTES };
  return { ...service, receiver: uploads.receiver(rule) };
}
