import { isStaff, type Viewer } from '../../kernel/people.js';
import type { Audience, SearchNoun } from './search-entry.js';

/**
 * Which entries of a noun the viewer may find: those of one audience, all of them, or none. The
 * same as the pages: crash groups are for staff, a report for its author and staff, defects for all.
 */
export function reachOf(noun: SearchNoun, viewer: Viewer | undefined): Audience | 'all' | 'none' {
  if (isStaff(viewer)) return 'all';
  if (noun === 'defect') return 'public';
  return noun === 'report' && viewer ? `person:${viewer.id}` : 'none';
}
