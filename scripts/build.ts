import { copyFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildAssets } from './build-assets.js';

const HOST = path.join('platform', 'engine', 'host.mjs');

/** What runs on the server: the browser's scripts are bundled with the assets. */
const serverFiles = (): string[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .filter((name) => !name.startsWith(`browser${path.sep}`))
    .map((name) => path.join('src', name));

/**
 * Turns `src` into JavaScript in `dist`, file by file, and builds the assets. Types are not looked
 * at: that is what `npm run check` is for, and it takes twenty times as long.
 */
export async function buildSite(): Promise<void> {
  await build({
    ...{ entryPoints: serverFiles(), outbase: 'src', outdir: 'dist', format: 'esm' },
    ...{ platform: 'node', target: 'node20', sourcemap: true, sourcesContent: false },
  });
  await copyFile(path.join('src', HOST), path.join('dist', HOST));
  await buildAssets();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildSite();
