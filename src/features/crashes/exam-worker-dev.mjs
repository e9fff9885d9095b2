import { register } from 'tsx/esm/api';
register();
export const { examine, nameCrashes } = await import('./exam-worker.ts');
