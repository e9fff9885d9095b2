import type { Clock } from '../../kernel/clock.js';
import { HOUR, later } from '../../kernel/clock.js';
import { InvalidInput, Refusal, TooManyRequests } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { calendarDay, nextMidnight } from '../../kernel/time-zone.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { AttachmentNames } from './attachment-names.js';
import type { IntakeStore } from './intake-store.js';
import type { ReportStore } from './report-store.js';
import type { ArrivedFile, StagedFile } from './new-report.js';
import type { Attachment } from './attachment.js';

export interface IntakeLimits {
  readonly filesPerReport: number;
  readonly reportBytes: number;
  readonly personDayBytes: number;
  readonly stagedHours: number;
}

export interface IntakeServiceDeps {
  readonly intake: IntakeStore;
  readonly reports: Pick<ReportStore, 'referencedHashes'>;
  readonly vault: FileVault;
  readonly names: Pick<AttachmentNames, 'forStore'>;
  readonly clock: Clock;
  readonly limits: IntakeLimits;
  /** Where the day begins and ends for the quota. */
  readonly zone: string;
}

/** Files of a report that is about to be stored. */
export interface Gathered {
  readonly staged: readonly StagedFile[];
  readonly files: readonly Pick<Attachment, 'name' | 'size' | 'sha256'>[];
  /** Staged files that were asked for and are no longer kept. */
  readonly missing: number;
}

type Owner = { readonly id: string };
export type IntakeService = ReturnType<typeof createIntakeService>;

/** What happens to files between the network and a report. */
export function createIntakeService(deps: IntakeServiceDeps) {
  const { intake, reports, names, vault, clock, limits, zone } = deps;

  return {
    /** Takes bytes from the person's day, or refuses until the next one; returns how to undo it. */
    async admit(person: Owner, bytes: number): Promise<() => Promise<void>> {
      const now = clock.now();
      const key = `${person.id}:${calendarDay(now, zone)}`;
      const midnight = nextMidnight(now, zone);
      const isFree = await intake.reserve(key, bytes, limits.personDayBytes, midnight);
      const seconds = Math.ceil((midnight.getTime() - now.getTime()) / 1000);
      if (!isFree) throw new TooManyRequests(seconds, 'reports.day_full');
      return () => intake.giveBack(key, bytes);
    },

    /** Keeps one file until its form arrives; the same key gives the same file again. */
    async stage(person: Owner, clientKey: string, file: ArrivedFile): Promise<StagedFile> {
      const known = await intake.stagedByKey(person.id, clientKey);
      if (known) return known;
      await vault.keep(file.path, file.sha256);
      const { size, sha256 } = file;
      const name = names.forStore(file.name);
      const createdAt = clock.now();
      const expiresAt = later(createdAt, limits.stagedHours * HOUR);
      const id = newId(createdAt);
      const kept = { name, size, sha256, personId: person.id, clientKey };
      return intake.addStaged({ id, ...kept, createdAt, expiresAt });
    },

    stagedOf: (person: Owner, ids: readonly string[]) =>
      intake.stagedOf(person.id, ids, clock.now()),

    /** All files of a form, staged ones first. */
    async gather(
      person: Owner,
      sent: { readonly staged: readonly string[]; readonly files: readonly ArrivedFile[] },
    ): Promise<Gathered> {
      const wanted = new Set(sent.staged);
      const staged = await intake.stagedOf(person.id, [...wanted], clock.now());
      const own = sent.files.map((file) => ({ ...file, name: names.forStore(file.name) }));
      return { staged, files: [...staged, ...own], missing: wanted.size - staged.length };
    },

    /** Refuses more files than one report may hold; `files` are all it would have. */
    assertFits(files: readonly Pick<Attachment, 'size'>[]): void {
      if (files.length > limits.filesPerReport)
        throw new InvalidInput({
          files: { code: 'reports.too_many_files', facts: { max: limits.filesPerReport } },
        });
      if (files.reduce((sum, file) => sum + file.size, 0) > limits.reportBytes)
        throw new Refusal(413, 'reports.too_large');
    },

    /** Makes the request's own files durable; the staged ones are already. */
    async keep(files: readonly ArrivedFile[]): Promise<void> {
      for (const file of files) await vault.keep(file.path, file.sha256);
    },

    dropStaged: (staged: readonly StagedFile[]) =>
      intake.removeStaged(staged.map((file) => file.id)),

    /** Forgets expired staged files and finished days, then the bytes nobody names any more. */
    async sweep(): Promise<void> {
      await intake.sweep(clock.now());
      await vault.sweep(clock.now(), async (hashes) => {
        const named = await Promise.all([
          reports.referencedHashes(hashes),
          intake.referencedHashes(hashes),
        ]);
        return new Set(named.flat());
      });
    },
  };
}
