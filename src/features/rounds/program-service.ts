import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { InvalidInput } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { DEFAULT_BRANCH, type Build } from './program.js';
import type { ProgramStore } from './program-store.js';
import type { addProgram } from './round-input.js';
import type { ProgramQueries } from './round-queries.js';

export interface ProgramServiceDeps {
  readonly programs: ProgramStore;
  readonly queries: Pick<ProgramQueries, 'modelByCode'>;
  readonly clock: Clock;
}

export type ProgramService = ReturnType<typeof createProgramService>;

export function createProgramService({ programs, queries, clock }: ProgramServiceDeps) {
  return {
    /** Adds the programme and, where it is new, its model; a known model learns new revisions. */
    async addProgram(typed: z.output<typeof addProgram>): Promise<void> {
      const at = clock.now();
      await programs.addProgram({
        id: newId(at),
        slug: typed.slug,
        name: { en: typed.nameEn, 'zh-CN': typed.nameZh },
        modelCode: typed.code,
        zone: typed.zone,
        createdAt: at,
      });
      await programs.ensureModel({
        id: newId(at),
        code: typed.code,
        name: typed.modelName,
        hardwareRevisions: typed.revisions,
        createdAt: at,
      });
    },
    /** The new build comes after all others of its model. */
    async addBuild({
      branch = DEFAULT_BRANCH,
      ...build
    }: Pick<Build, 'modelCode' | 'version'> & Partial<Pick<Build, 'branch'>>): Promise<void> {
      if (await programs.addBuild({ ...build, branch }, clock.now())) return;
      throw new InvalidInput(
        (await queries.modelByCode(build.modelCode))
          ? { version: { code: 'rounds.build_taken' } }
          : { model: { code: 'not_a_choice' } },
      );
    },
  };
}
