import { register } from 'tsx/esm/api';
register();
export const { decideTask, dryRunTask } = await import('./draw-worker.ts');
