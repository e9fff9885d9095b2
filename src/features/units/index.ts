import type { Connection } from 'mongoose';
import { DAY, HOUR, type Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Logger } from '../../platform/logger.js';
import { createThrottle } from '../../platform/throttle.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import { handOverRoutes } from './hand-over-routes.js';
import { createHandOverService } from './hand-over-service.js';
import { createHandOverStore } from './hand-over-store.js';
import { createCustodyHeadStore } from './custody-head-store.js';
import { createCustodyAudit } from './custody-audit-service.js';
import type { HandedOver, OpenOfferFor } from './hand-over.js';
import { createPhotoService, PHOTO_FORMS } from './photo-service.js';
import { createPhotoStore } from './photo-store.js';
import { photoReceiver, photoRoutes, type PhotoIntakeDeps, type Photos } from './photo-routes.js';
import { createUnitIntake } from './unit-intake-service.js';
import type { Acceptance } from './unit-card.js';
import { createUnitQueries } from './unit-queries.js';
import { unitRoutes, type CrashesOf, type OpenCasesOf, type RetestsOf } from './unit-routes.js';
import { createUnitService } from './unit-service.js';
import { createUnitStore } from './unit-store.js';
import { createUnitListQueries } from './unit-list-queries.js';
import { createUnitWatchQueries } from './unit-watch-queries.js';
import { createMover, type Departure, type MayShip } from './unit-move-service.js';

export { verifyCustody, type BreakKind, type CustodyEvent } from './custody.js';
export type { Acceptance, HeldUnit, UnitCard } from './unit-card.js';
export type { Photo } from './photo.js';
export type { PhotoMatter, TakenFile } from './photo-service.js';
export type { HandedOver, OpenOffer, OpenOfferFor } from './hand-over.js';
export { consentOf, signingOf, type SignedConsent } from './consent.js';
export { illegalMove } from './unit-move.js';
export type { Departure, MayShip } from './unit-move-service.js';
export type { AskedMove, Binding } from './unit-service.js';
export {
  ADMIN_ACTIONS,
  isHeld,
  nextState,
  wasAccepted,
  type AdminAction,
  type Unit,
  type UnitAction,
  type UnitState,
} from './unit.js';
export type { NewUnit } from './unit-csv.js';

export interface UnitsDeps extends PhotoIntakeDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly counters: Counters;
  readonly translations: Translations;
  readonly log: Logger;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds, 'service' | 'cities'>;
  readonly programmeZone: string;
  readonly notify: Notify;
  /** Whether the seat has a consent in force; without it nothing is packed, sent or handed out. */
  readonly mayShip?: MayShip;
  /** The receiver's open offer, which a hand-over from fan to fan takes. */
  readonly openOfferFor?: OpenOfferFor;
  /** The application on whose page a changed text waits for the holder's signature. */
  readonly unsignedRefOf?: (allocationId: string) => Promise<string | undefined>;
  /** With it lose, write off, scrap and exchange are decided in a case, not by a form here. */
  readonly openCasesOf?: OpenCasesOf;
  readonly crashesOf?: CrashesOf;
  readonly retestsOf?: RetestsOf;
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
  const photoService = createPhotoService({
    ...{ clock: deps.clock, vault: deps.photoVault },
    photos: createPhotoStore(connection),
    forms: createThrottle(deps, PHOTO_FORMS),
  });
  const photos: Photos = { ...photoService, receiver: photoReceiver(photoService, deps) };
  const mover = createMover({
    ...{ units, departed, clock: deps.clock, notify: deps.notify },
    mayShip: deps.mayShip ?? (() => Promise.resolve(true)),
  });
  const watch = createUnitWatchQueries(connection);
  const lists = createUnitListQueries(connection);
  const service = createUnitService({ ...deps, units, queries, watch, mover, accepted });
  const intake = createUnitIntake({ ...deps, units, queries });
  const handOvers = createHandOverService({
    ...{ clock: deps.clock, secret: deps.secret, notify: deps.notify },
    ...{ units, mover, photos, handedOver, accepted },
    handOvers: createHandOverStore(connection),
    openOfferFor: deps.openOfferFor ?? (() => Promise.resolve(undefined)),
  });
  const audit = createCustodyAudit({
    heads: createCustodyHeadStore(connection),
    lists,
    clock: deps.clock,
  });
  const jobs: readonly Job[] = [
    { name: 'units.photos', everyMs: HOUR, run: photos.sweep },
    { name: 'units.heads', everyMs: DAY, run: audit.noteHeads },
  ];
  return {
    service,
    intake,
    accepted,
    departed,
    handedOver,
    photos,
    handOvers,
    audit,
    routes: [
      ...unitRoutes({ ...deps, service, intake, queries, lists, handOvers }),
      ...handOverRoutes({ ...deps, handOvers, photos }),
      ...photoRoutes(photos),
    ],
    jobs,
  };
}
