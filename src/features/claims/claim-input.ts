import { z } from 'zod';
import { slug } from '../../kernel/input.js';

export const nameRound = z.strictObject({ slug });
