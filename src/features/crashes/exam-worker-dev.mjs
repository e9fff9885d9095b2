import { register } from 'tsx/esm/api';
register();
export const { examine } = await import('./exam-worker.ts');
