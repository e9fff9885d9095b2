import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Attachment } from '../../src/features/reports/attachment.js';
import type { TestApp } from './app.js';
import { hostileLogs } from './hostile-logs.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from './reports.js';

export interface HostileRun {
  readonly files: readonly Attachment[];
  /** The pages that show them to who sent them, in the same order. */
  readonly pages: readonly string[];
  /** How long the web process was held up while they were read and protected. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  /** What `/healthz` answered meanwhile. */
  readonly statuses: readonly number[];
}

const NANOSECONDS = 1e6;
const ASKED_EVERY_MS = 20;

/** Sends all hostile logs, a report each, and reads them while somebody asks whether the site lives. */
export async function runHostileLogs(app: TestApp): Promise<HostileRun> {
  const fan = await app.tester();
  const unit = await seedHeldUnit(app, fan);
  const refs: string[] = [];
  for (const file of hostileLogs()) refs.push(refOf(await sendReport(fan, unit, {}, [file])));

  const statuses: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      statuses.push((await fetch(`${app.url}/healthz`)).status);
      await wait(ASKED_EVERY_MS);
    }
  })();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await app.container.jobs.runAll();
  delay.disable();
  isOver = true;
  await asking;

  const files: Attachment[] = [];
  const pages: string[] = [];
  for (const ref of refs) {
    files.push(...(await storedReport(app, ref)).attachments);
    pages.push((await fan.get(`/reports/${ref}`)).text);
  }
  const [delayP99Ms, delayMaxMs] = [delay.percentile(99), delay.max].map((ns) => ns / NANOSECONDS);
  return { files, pages, statuses, delayP99Ms: delayP99Ms ?? 0, delayMaxMs: delayMaxMs ?? 0 };
}
