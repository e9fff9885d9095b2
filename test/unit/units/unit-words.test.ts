import { expect } from 'chai';
import { UNIT_GROUPS } from '../../../src/features/units/unit-groups.js';
import { moveFields } from '../../../src/features/units/unit-move.js';
import {
  ADMIN_ACTIONS,
  movesFrom,
  UNIT_ACTIONS,
  UNIT_STATES,
} from '../../../src/features/units/unit.js';
import { LANGUAGES } from '../../../src/kernel/people.js';
import { createTranslations } from '../../../src/platform/i18n.js';

const { has } = createTranslations();
const mostMoves = Math.max(...UNIT_STATES.map((state) => movesFrom(state).length));

/** Keys that are put together from states and moves, so that no search of the source finds them. */
const KEYS = [
  ...UNIT_STATES.flatMap((state) =>
    ['states', 'duty', 'summaries', 'next'].map((part) => `${part}.${state}`),
  ),
  ...UNIT_ACTIONS.map((action) => `events.${action}`),
  ...UNIT_ACTIONS.filter((action) => action !== 'register').map((action) => `actions.${action}`),
  ...ADMIN_ACTIONS.map((action) => `action_hints.${action}`),
  ...ADMIN_ACTIONS.flatMap((action) => moveFields(action)).map((name) => `fields.${name}`),
  ...['all', ...UNIT_GROUPS].map((group) => `groups.${group}`),
  ...Array.from({ length: mostMoves + 1 }, (_, count) => `moves.${count}`),
];

describe('the words of units', () => {
  for (const language of LANGUAGES)
    it(`are there for every state and move in ${language}`, () => {
      expect(KEYS.filter((key) => !has(language, `units.${key}`))).to.deep.equal([]);
    });
});
