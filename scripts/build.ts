import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { buildAssets } from './build-assets.js';

/** Compiles `src` to `dist`, with what the compiler leaves behind, and builds the assets. */
execFileSync('node_modules/.bin/tsc', ['-p', '.config/tsconfig.build.json'], { stdio: 'inherit' });
cpSync('src/platform/engine/host.mjs', 'dist/platform/engine/host.mjs');
await buildAssets();
