import { z } from 'zod';
import * as field from '../../kernel/input.js';

export const showPerson = z.strictObject({ handle: field.slug, after: field.cursor });
