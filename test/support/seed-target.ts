import type { Container } from '../../src/compose.js';
import type { Clock } from '../../src/kernel/clock.js';

/** What the builders write through: a test app, or parts without HTTP. */
export interface SeedTarget {
  readonly container: Container;
  readonly clock: Clock;
}
