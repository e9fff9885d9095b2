import type { Release } from '../../src/features/releases/release.js';

const AT = new Date('2026-03-06T09:00:00Z');

/** A release with every field defaulted; nothing is stored. */
export const buildRelease = (overrides: Partial<Release> = {}): Release => ({
  id: 'release-1',
  modelCode: 'ORION-2',
  build: '3.0.12',
  state: 'draft',
  title: { en: 'Orion 2 3.0.12', 'zh-CN': 'Orion 2 3.0.12' },
  notes: { en: '', 'zh-CN': '' },
  ...{ entries: [], files: [] },
  itemCount: 0,
  shipped: [],
  publishAt: AT,
  publishedAt: null,
  closesAt: null,
  rollbackNote: null,
  revision: 0,
  isTelling: false,
  events: [],
  createdAt: AT,
  updatedAt: AT,
  ...overrides,
});
