import { z } from 'zod';
import * as field from '../../kernel/input.js';

export const showAward = z.strictObject({ id: z.uuid('not_found') });
export const showWall = z.strictObject({ after: field.cursor });
