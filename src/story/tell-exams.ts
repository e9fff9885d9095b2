import type { Container } from '../compose.js';
import { EXAM_JOB } from '../features/crashes/index.js';

/** Runs the exam job until no attachment waits: the jobs themselves start after the story. */
export async function examineAttachments({ crashes }: Pick<Container, 'crashes'>): Promise<void> {
  for (const job of crashes.jobs) if (job.name === EXAM_JOB) await job.run();
}
