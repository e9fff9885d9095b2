import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { static as serveStatic } from 'express';
import type { RequestHandler } from 'express';

export interface Assets {
  /** The address of a built file, such as `app.css`; an unknown name is a bug and throws. */
  asset(name: string): string;
  /** Serves the built files; mount it at `/assets`. */
  serve: RequestHandler;
}

const ASSETS_DIR = fileURLToPath(new URL('../../dist/assets/', import.meta.url));
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

/**
 * Reads the manifest that `scripts/build-assets.ts` wrote. File names carry the hash of their
 * bytes, so they never change and may be kept for ever; compressed copies lie beside them.
 */
export function createAssets(dir: string = ASSETS_DIR): Assets {
  const names = readManifest(dir);
  const known = new Set(Object.values(names));
  const files = serveStatic(dir, {
    immutable: true,
    maxAge: '365d',
    index: false,
    redirect: false,
  });

  return {
    asset(name) {
      const file = names[name];
      if (!file) throw new Error(`No asset is called ${name}; was build-assets run?`);
      return `/assets/${file}`;
    },
    serve(request, response, next) {
      const file = request.path.slice(1);
      if (!known.has(file)) {
        next();
        return;
      }
      response.vary('Accept-Encoding');
      const accepted = ENCODINGS.find(
        ({ name, ending }) =>
          request.acceptsEncodings(name) === name && existsSync(join(dir, file + ending)),
      );
      if (accepted) {
        response.type(file.slice(file.lastIndexOf('.')));
        response.set('Content-Encoding', accepted.name);
        request.url = `/${file}${accepted.ending}`;
      }
      files(request, response, next);
    },
  };
}

function readManifest(dir: string): Record<string, string> {
  const path = join(dir, 'manifest.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
}
