import type { LensAnswer, LensLook, LensRequest } from './lens-worker.js';

interface ScriptUrls {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

let policy: { createScriptURL(url: string): string } | undefined;

/** The page's own rule lets scripts be named only through one policy, where browsers know it. */
const trusted = (url: string): string => {
  const { trustedTypes } = window as unknown as { trustedTypes?: ScriptUrls };
  policy ??= trustedTypes?.createPolicy('app', { createScriptURL: (asked) => asked });
  return policy?.createScriptURL(url) ?? url;
};

const isAble = (): boolean => {
  try {
    return typeof Worker === 'function' && Boolean(new DecompressionStream('deflate-raw'));
  } catch {
    return false;
  }
};

export interface PrivacyLens {
  /** What is personal in the file; undefined where the lens can't tell. */
  look(onBytes: (bytes: number) => void): Promise<LensLook | undefined>;
  /** The file without it, under a name without it; undefined where that can't be made. */
  replace(onBytes: (bytes: number) => void): Promise<File | undefined>;
  /** Ends whatever is under way; its promise gives undefined. */
  stop(): void;
}

/** A lens on one file, working beside the page; undefined in a browser without what it needs. */
export function createLens(file: File, workerUrl: string | undefined): PrivacyLens | undefined {
  if (!workerUrl || !isAble()) return undefined;
  let stop = (): void => undefined;

  const ask = (isWriting: boolean, onBytes: (bytes: number) => void): Promise<LensAnswer> =>
    new Promise((resolve) => {
      const worker = new Worker(trusted(workerUrl), { type: 'module' });
      const end = (result: LensAnswer): void => {
        worker.terminate();
        resolve(result);
      };
      stop = () => {
        end({ kind: 'unknown' });
      };
      worker.addEventListener('error', stop);
      worker.addEventListener('message', ({ data }: MessageEvent<LensAnswer>) => {
        if (data.kind === 'progress') onBytes(data.bytes);
        else end(data);
      });
      worker.postMessage({ file, isWriting } satisfies LensRequest);
    });

  return {
    async look(onBytes) {
      const found = await ask(false, onBytes);
      return found.kind === 'looked' ? found : undefined;
    },
    async replace(onBytes) {
      const made = await ask(true, onBytes);
      if (made.kind !== 'replaced') return undefined;
      return new File([made.file], made.name, { type: file.type });
    },
    stop: () => {
      stop();
    },
  };
}
