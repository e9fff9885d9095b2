import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { newId } from '../../src/kernel/ids.js';
import { defaultCalendar } from '../../src/features/promise/index.js';
import { responseClock } from '../../src/features/reports/first-response.js';
import { createReportStore } from '../../src/features/reports/report-store.js';
import { receivedAttachment, type Attachment } from '../../src/features/reports/attachment.js';
import type { Report } from '../../src/features/reports/report.js';
import type { Unit } from '../../src/features/units/index.js';
import type { Actor } from './app.js';
import { seedRound } from './rounds.js';
import type { SeedTarget } from './seed-target.js';
import { bindingOf, handOver, stockUnits, storedUnit } from './units.js';

/** A unit in that person's hands, of a round of its own. */
export async function seedHeldUnit(app: SeedTarget, person: Pick<Actor, 'id'>): Promise<Unit> {
  const round = await seedRound(app);
  await stockUnits(app, round, 1);
  const binding = bindingOf(newId(app.clock.now()), person.id, app.clock.now());
  const { id, ref } = await app.container.units.service.bind(round.id, binding);
  await handOver(app, person, ref);
  return storedUnit(app, id);
}

/** A file as a form would send it. */
export type SentFile = readonly [name: string, content: string | Buffer];

/** What the report form sends; `fields` replace any of it. */
export async function sendReport(
  actor: Actor,
  unit: Pick<Unit, 'ref'>,
  fields: Readonly<Record<string, string>> = {},
  files: readonly SentFile[] = [],
): Promise<Response> {
  const form = {
    clientKey: randomUUID(),
    unit: unit.ref,
    kind: 'crash',
    text: 'Camera closes\nWhen I switch to night mode.',
    happened: 'now',
    ...fields,
  };
  const request = actor.agent.post('/reports');
  for (const [name, value] of Object.entries(form)) request.field(name, value);
  for (const [name, content] of files) request.attach('files', Buffer.from(content), name);
  return request;
}

/** The reference in the address that a sent form leads to. */
export const refOf = (answer: Response): string => {
  const [, ref] = /^\/reports\/(R-\d+)/.exec(String(answer.headers['location'])) ?? [];
  if (!ref) throw new Error(`no report: ${answer.status} ${answer.text.slice(0, 300)}`);
  return ref;
};

export async function storedReport(app: SeedTarget, ref: string): Promise<Report> {
  const report = await app.container.reports.byRef(ref);
  if (!report) throw new Error(`there is no report ${ref}`);
  return report;
}

/** A report with every field defaulted; nothing is stored. */
export function buildReport(at: Date, overrides: Partial<Report> = {}): Report {
  const id = newId(at);
  return {
    id,
    ref: `R-${id}`,
    clientKey: randomUUID(),
    version: 1,
    personId: 'mei',
    unitId: 'unit',
    unitRef: 'U-0042',
    modelCode: 'ORION-2',
    roundId: 'round',
    build: '3.0.11',
    buildFrom: 'form',
    kind: 'crash',
    title: 'Camera closes',
    text: 'Camera closes',
    language: 'en',
    happenedAt: 'now',
    status: 'new',
    statusAt: at,
    isOpen: true,
    waiting: true,
    ...responseClock(
      { createdAt: at, firstResponseAt: null, ...overrides },
      defaultCalendar('Asia/Shanghai'),
    ),
    firstResponseAt: null,
    firstResponderId: null,
    alarm: null,
    assigneeId: null,
    isPrivate: false,
    isReminded: false,
    reanswerDueAt: null,
    cameBackAt: null,
    isReanswerTold: false,
    tellFrom: null,
    messages: [],
    attachments: [],
    defect: null,
    events: [],
    createdAt: at,
    updatedAt: at,
    ...overrides,
  };
}

export const buildAttachment = (n: number, overrides: Partial<Attachment> = {}): Attachment => ({
  ...receivedAttachment(n, {
    name: `log-${n}.txt`,
    size: 10,
    sha256: String(n).repeat(64).slice(0, 64),
  }),
  ...overrides,
});

export async function seedReport(
  app: Pick<SeedTarget, 'clock'> & {
    readonly container: { readonly database: SeedTarget['container']['database'] };
  },
  overrides: Partial<Report> = {},
): Promise<Report> {
  const report = buildReport(app.clock.now(), overrides);
  return createReportStore(app.container.database.connection).add(report);
}
