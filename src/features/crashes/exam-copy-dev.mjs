import { register } from 'tsx/esm/api';
register();
export const { writeCopy } = await import('./exam-copy.ts');
