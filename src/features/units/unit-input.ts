import { z } from 'zod';
import { normaliseCode } from '../../kernel/ids.js';
import * as field from '../../kernel/input.js';
import { ADMIN_ACTIONS, BOX_CODE_LENGTH, UNIT_STATES } from './unit.js';
import { BOARD_VIEWS, UNIT_GROUPS } from './unit-groups.js';
import { moveFields, type MoveField } from './unit-move.js';

const unitRef = field.ref('U');
const roundSlug = z.string('required').min(1, 'required').pipe(field.slug);

/** A day of the calendar, as `<input type="date">` sends it. */
const day = z
  .string()
  .default('')
  .refine(
    (text) => text === '' || /^20\d\d-(0\d|1[0-2])-([0-2]\d|3[01])$/.test(text),
    'units.bad_day',
  );

/** What cannot be a code costs no try. */
const boxCode = field
  .line(40)
  .refine((typed) => normaliseCode(typed).length === BOX_CODE_LENGTH, 'units.bad_code');

export const showUnit = z.strictObject({ ref: unitRef });
export const acceptUnit = z.strictObject({ ref: unitRef, code: boxCode });

export const moveUnit = z
  .strictObject({
    ref: unitRef,
    action: field.choice(ADMIN_ACTIONS),
    carrier: field.optionalLine(60),
    number: field.optionalLine(60),
    return_by: day,
    wiped: z.enum(['', 'yes', 'no'], 'not_a_choice').default(''),
    note: field.optionalLine(300),
  })
  .superRefine((move, context) => {
    for (const name of moveFields(move.action))
      if (move[name] === '')
        context.addIssue({ code: 'custom', message: 'required', path: [name] });
  })
  .transform(({ ref, action, ...told }) => ({
    ref,
    action,
    facts: Object.fromEntries(
      moveFields(action).map((name): [MoveField, string] => [name, told[name]]),
    ),
  }));

/** The holder's own word that the parcel is on its way and the unit empty. */
export const sendBack = z.strictObject({
  ref: unitRef,
  carrier: field.line(60),
  number: field.line(60),
  wiped: field.mustTick,
});

export const listUnits = z.strictObject({
  group: z.enum(UNIT_GROUPS).optional().catch(undefined),
  round: field.slug.optional().catch(undefined),
  state: z.enum(UNIT_STATES).optional().catch(undefined),
  after: field.cursor,
});

export const findUnit = z.strictObject({ named: field.line(60) });

export const showBoard = z.strictObject({
  view: z.enum(BOARD_VIEWS).catch('all'),
  after: field.cursor,
});

export const newUnitForm = z.strictObject({ round: field.slug.optional().catch(undefined) });
export const addUnit = z.strictObject({
  round: roundSlug,
  serial: field.line(60),
  imei: field.optionalLine(40),
  revision: field.line(40),
  build: field.optionalLine(60),
});

/** `check` only looks; `import` wants every row good; `import_good` leaves the bad ones out. */
export const importUnits = z.strictObject({
  round: roundSlug,
  csv: z.string('required').min(1, 'required'),
  step: field.choice(['check', 'import', 'import_good']),
});
