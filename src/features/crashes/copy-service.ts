import { rm } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { hashFile, type FileVault } from '../../platform/file-vault.js';
import { openCopy, REDACTION_VERSION, roundKey, type ProtectedCopy } from '../redaction/index.js';
import type { ExamClaim } from '../reports/index.js';
import type { CopyStore } from './copy-store.js';
import { COPY_ATTEMPTS, copyId, type Copy } from './copy.js';
import type { OwnUnit } from './crash-service.js';
import type { CopyPool } from './exam-copy-pool.js';

export interface CopyServiceDeps {
  readonly copies: CopyStore;
  readonly pool: CopyPool;
  /** Of the files as they came. */
  readonly vault: Pick<FileVault, 'pathOf' | 'has'>;
  /** Of the copies. */
  readonly copyVault: FileVault;
  readonly clock: Clock;
  readonly secret: string;
  readonly own?: Pick<OwnUnit, 'namesOf'> | undefined;
}

export type CopyService = ReturnType<typeof createCopyService>;

/** Makes the protected copies of attachments and opens them for whoever shows a log. */
export function createCopyService(deps: CopyServiceDeps) {
  const { copies, pool, vault, copyVault, clock, own } = deps;

  async function make(copy: Copy): Promise<void> {
    const copyPath = copyVault.newPath();
    try {
      const names = (await own?.namesOf(copy.unitId)) ?? [];
      const key = keyOf(copy.roundId);
      const { lines } = await pool.write({ path: vault.pathOf(copy.source), names, key, copyPath });
      const { sha256 } = await hashFile(copyPath);
      await copyVault.keep(copyPath, sha256);
      await copies.finish(copy.id, { sha256, lines, rules: REDACTION_VERSION });
    } finally {
      await rm(copyPath, { force: true });
    }
  }

  const keyOf = (roundId: string): string => roundKey(deps.secret, roundId);

  return {
    keyOf,
    /** Asks for the copy of an attachment; asking again changes nothing. */
    request: (claim: Pick<ExamClaim, 'reportId' | 'n' | 'sha256' | 'unitId' | 'roundId'>) =>
      copies.add({
        id: copyId(claim.reportId, claim.n),
        ...{ reportId: claim.reportId, n: claim.n, unitId: claim.unitId, roundId: claim.roundId },
        ...{ source: claim.sha256, state: 'waiting', sha256: null, lines: 0, rules: 0 },
        ...{ attempts: 0, leaseUntil: null },
      }),

    /** Makes one copy that waits; false when none does. A file that can't be copied is given up. */
    async makeNext(): Promise<boolean> {
      const copy = await copies.claim(clock.now());
      if (!copy) return false;
      try {
        if (copy.attempts <= COPY_ATTEMPTS) await make(copy);
        else await copies.giveBack(copy);
      } catch (error) {
        await copies.giveBack(copy);
        if (copy.attempts < COPY_ATTEMPTS) throw error;
      }
      return true;
    },

    /**
     * Opens the copy of an attachment; NotFound `crashes.no_copy` while there is none. Who may see
     * the report is for the caller to ask.
     */
    async open(reportId: string, n: number): Promise<ProtectedCopy> {
      const copy = await copies.byId(copyId(reportId, n));
      if (!copy?.sha256 || !(await copyVault.has(copy.sha256)))
        throw new NotFound('crashes.no_copy');
      return openCopy(copyVault.pathOf(copy.sha256));
    },

    /** Asks anew for what older rules made, and forgets copies that no record names. */
    async sweep(): Promise<void> {
      await copies.renew(REDACTION_VERSION);
      await copyVault.sweep(clock.now(), (hashes) => copies.referencedHashes(hashes));
    },
  };
}
