import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { PersonRow } from './account-queries.js';

/** Zones offered first; any other IANA name may be typed. */
const ZONES = [
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Taipei',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'UTC',
];

export const settingsModel = (viewer: Viewer) => ({
  person: viewer,
  zones: [...new Set([viewer.zone, ...ZONES])].map((zone) => ({ value: zone, label: zone })),
});

export const peopleModel = (people: Page<PersonRow>) => ({
  next: people.next,
  rows: people.rows.map((row) => ({ ...row, isSuspended: row.status === 'suspended' })),
});
