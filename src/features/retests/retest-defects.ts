import type { Defects } from '../defects/index.js';

/** What retests need of defects. */
export type RetestDefects = Pick<
  Defects,
  | 'byIds'
  | 'fates'
  | 'concerned'
  | 'service'
  | 'rootOf'
  | 'familyOf'
  | 'confirmationsOf'
  | 'followersOf'
  | 'changed'
>;
