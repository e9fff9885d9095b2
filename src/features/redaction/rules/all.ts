import { CHECK_PATTERNS } from '../checks.js';
import { FILE_RULES } from './files.js';
import { NETWORK_RULES } from './networks.js';
import { PEOPLE_RULES } from './people.js';
import { PHONE_RULES } from './phones.js';
import { PLACE_RULES } from './places.js';
import type { Rule } from './rule.js';
import { HEADER_RULES, SECRET_RULES } from './secrets.js';
import { SHAPE_RULES } from './shapes.js';
import { TEXT_RULES } from './texts.js';
import { THING_RULES } from './things.js';

/** Raised with every change of a rule: tells which copies are to be made again. */
export const REDACTION_VERSION = 2;

/** In the order in which they run: what is longer or freer goes first. */
export const RULES: readonly Rule[] = [
  ...HEADER_RULES,
  ...TEXT_RULES,
  ...SECRET_RULES,
  ...NETWORK_RULES,
  ...PHONE_RULES,
  ...PLACE_RULES,
  ...SHAPE_RULES.filter(({ type }) => type === 'EMAIL'),
  ...PEOPLE_RULES,
  ...THING_RULES,
  ...FILE_RULES,
  ...SHAPE_RULES.filter(({ type }) => type !== 'EMAIL'),
];

export const RULE_PATTERNS: readonly RegExp[] = [
  ...RULES.map(({ pattern }) => pattern),
  ...CHECK_PATTERNS,
];
