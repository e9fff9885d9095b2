/** A stored file to protect: whose names are its own, under which key, and where the copy goes. */
export interface CopyTask {
  readonly path: string;
  readonly names: readonly string[];
  readonly key: string;
  readonly copyPath: string;
}

export interface MadeCopy {
  readonly lines: number;
  readonly entries: number;
}

/** How often a copy is begun before the file is given up. */
export const COPY_ATTEMPTS = 3;
