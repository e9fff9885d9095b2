import { z } from 'zod';

export const showFindings = z.strictObject({
  id: z.string().regex(/^[0-9A-Z]{26}$/, 'not_found'),
  unit: z.string().max(20).optional(),
  as: z.enum(['json', 'html']).default('json').catch('json'),
});
