import { newId } from '../../src/kernel/ids.js';
import { DAY, HOUR, later } from '../../src/kernel/clock.js';
import { createApplicationStore } from '../../src/features/rounds/application-store.js';
import { createProgramStore } from '../../src/features/rounds/program-store.js';
import { createRoundStore } from '../../src/features/rounds/round-store.js';
import { createCounters } from '../../src/platform/counters.js';
import {
  makeAgreement,
  NO_SCORING,
  OPEN_TO_ALL,
  wholeQuota,
} from '../../src/features/rounds/round.js';
import type { Application, Question, Round } from '../../src/features/rounds/index.js';
import type { Actor } from './app.js';
import type { SeedTarget } from './seed-target.js';

export const both = (en: string, zh: string) => ({ en, 'zh-CN': zh });

/** A text that must be answered, a number that may, and a choice. */
export const QUESTIONS: readonly Question[] = [
  { key: 'why', label: both('Why you?', '为什么是你？'), kind: 'text', required: true },
  { key: 'years', label: both('Years of testing', '测试年数'), kind: 'number', required: false },
  {
    key: 'use',
    label: both('Main phone or second?', '主力机还是备用机？'),
    kind: 'choice',
    options: [
      { value: 'main', label: both('Main phone', '主力机') },
      { value: 'second', label: both('Second phone', '备用机') },
    ],
    required: true,
  },
];

/** What answers `QUESTIONS` on the form. */
export const ANSWERS = {
  city: '重庆',
  phone: '138 0000 0001',
  address: '渝中区解放碑步行街 1 号',
  'answer-why': 'I report every crash I see.',
  'answer-use': 'main',
};

let seeded = 0;

/**
 * A published round of its own programme and the model ORION-2 with the builds 3.0.11 and 3.0.12.
 * It opened an hour ago and closes in a week; `overrides` replaces any of it.
 */
export async function seedRound(app: SeedTarget, overrides: Partial<Round> = {}): Promise<Round> {
  seeded += 1;
  const now = app.clock.now();
  const { connection } = app.container.database;
  const programs = createProgramStore(connection);
  const modelCode = overrides.modelCode ?? 'ORION-2';
  const programId = newId(now);
  await programs.ensureModel({
    id: newId(now),
    code: modelCode,
    name: 'Orion 2',
    hardwareRevisions: ['EVT', 'DVT', 'PVT'],
    createdAt: now,
  });
  for (const version of ['3.0.11', '3.0.12'])
    await programs.addBuild({ modelCode, version, branch: 'stable' }, now);
  await programs.addProgram({
    id: programId,
    slug: `program-${seeded}`,
    name: both('Orion 2 programme', 'Orion 2 项目'),
    modelCode,
    zone: 'Asia/Shanghai',
    createdAt: now,
  });
  const round: Round = {
    id: newId(now),
    slug: `round-${seeded}`,
    programId,
    modelCode,
    title: both('First batch', '第一批'),
    summary: both('Forty engineering units for daily use.', '四十台工程机，日常使用。'),
    opensAt: later(now, -HOUR),
    closesAt: later(now, 7 * DAY),
    publishedAt: later(now, -2 * HOUR),
    revisedAt: null,
    frozenAt: null,
    decidedAt: null,
    runningAt: null,
    endedAt: null,
    mode: 'merit',
    seats: 10,
    quotas: [wholeQuota(overrides.mode ?? 'merit', overrides.seats ?? 10)],
    spillsOver: true,
    waitlistPlaces: 0,
    cohortQuestion: null,
    eligibility: OPEN_TO_ALL,
    scoring: NO_SCORING,
    offerHours: 48,
    questions: QUESTIONS,
    agreement: makeAgreement(1, both('Keep the unit secret.', '请对工程机保密。')),
    earlierAgreements: [],
    revision: 0,
    createdAt: now,
    ...overrides,
  };
  await createRoundStore(connection).add(round);
  return round;
}

/** The application of that person, as the form would have stored it. */
export async function seedApplication(
  app: SeedTarget,
  round: Round,
  person: Pick<Actor, 'id'>,
  overrides: Partial<Application> = {},
): Promise<Application> {
  const now = app.clock.now();
  const { connection } = app.container.database;
  return createApplicationStore(connection).add({
    id: newId(now),
    ref: await createCounters(connection).nextRef('application'),
    roundId: round.id,
    personId: person.id,
    answers: { why: 'I report every crash I see.', use: 'main' },
    city: '重庆',
    contact: { phone: '138 0000 0000', address: '重庆市渝中区 1 号' },
    marks: { phone: null, address: null, device: null },
    state: 'submitted',
    setAside: null,
    createdAt: now,
    updatedAt: now,
    ...overrides,
  });
}
