import { z } from 'zod';
import * as field from '../../kernel/input.js';

const ID = /^[0-9A-Z]{26}$/;
/** An Android package name; the process name of its main process. */
const PACKAGE = /^[A-Za-z][\w.]{0,200}$/;

export const listSymbols = z.strictObject({ after: field.cursor });

export const addSymbols = z.strictObject({
  build: field.optionalLine(80),
  package: field
    .optionalLine(200)
    .refine((text) => text === '' || PACKAGE.test(text), 'symbols.not_a_package'),
  version: field.optionalLine(80),
});

export const removeSymbols = z.strictObject({ id: z.string().regex(ID, 'not_found') });
