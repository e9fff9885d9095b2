import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'views/assets');
const OUT = join(ROOT, 'dist/assets');
const LUCIDE = join(ROOT, 'node_modules/lucide-static/icons');

/** Every icon a template may name; the sprite holds these and nothing else. */
export const ICONS = [
  ...['house', 'ticket-check', 'bug', 'award', 'circle-user', 'send', 'smartphone', 'inbox'],
  ...['message-square', 'share-2', 'layers', 'list-checks', 'boxes', 'users', 'lock', 'menu'],
  ...['circle-check', 'triangle-alert', 'circle-alert', 'info', 'clock', 'hourglass', 'check', 'x'],
  ...['chevron-right', 'chevron-down', 'arrow-left', 'arrow-right', 'plus', 'upload', 'file'],
  ...['paperclip', 'copy', 'search', 'link', 'external-link', 'settings', 'calendar', 'package'],
  ...['truck', 'shield-check', 'lightbulb', 'heart', 'refresh-cw', 'log-out', 'flag', 'zap'],
  ...['trash-2', 'octagon-alert', 'snowflake', 'bell', 'scale'],
] as const;

type Manifest = Record<string, string>;

/**
 * Builds everything a browser fetches into `dist/assets`: one script, others for the desk, for the
 * page that checks a draw and for the log viewer, the worker of the privacy lens, one style sheet, the icon sprite,
 * images and a web-app manifest per language.
 * Returns source name → hashed file name.
 */
export async function buildAssets(outDir: string = OUT): Promise<Manifest> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const manifest: Manifest = {};
  const emit = async (name: string, content: Uint8Array): Promise<void> => {
    const file = hashedName(name, content);
    await writeFile(join(outDir, file), content);
    if (/\.(?:css|js|svg|webmanifest)$/.test(name)) await compress(join(outDir, file), content);
    manifest[name] = file;
  };
  for (const [name, content] of await bundle()) await emit(name, content);
  await emit('icons.svg', await iconSprite());
  for (const [name, content] of await images()) await emit(name, content);
  for (const language of ['en', 'zh-CN']) {
    await emit(`site.${language}.webmanifest`, await webManifest(language, manifest));
  }
  await writeFile(join(outDir, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

const hashedName = (name: string, content: Uint8Array): string => {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
};

async function compress(path: string, content: Uint8Array): Promise<void> {
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await writeFile(`${path}.br`, brotliCompressSync(content, { params }));
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
}

async function bundle(): Promise<[string, Uint8Array][]> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(ROOT, 'src/browser/main.ts'), out: 'app' },
      { in: join(ROOT, 'src/browser/desk.ts'), out: 'desk' },
      { in: join(ROOT, 'src/browser/verify-draw.ts'), out: 'verify-draw' },
      { in: join(ROOT, 'src/browser/lens-worker.ts'), out: 'lens-worker' },
      { in: join(ROOT, 'src/browser/log-view.ts'), out: 'log-view' },
      { in: join(SOURCES, 'css/app.css'), out: 'app' },
    ],
    outdir: OUT,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome100', 'firefox100', 'safari15'],
    write: false,
  });
  return outputFiles.map((file) => [file.path.slice(OUT.length + 1), file.contents]);
}

/** One SVG with a symbol per icon, used as `<use href="/assets/icons-….svg#bug">`. */
async function iconSprite(): Promise<Uint8Array> {
  const symbols = await Promise.all(
    ICONS.map(async (name) => {
      const svg = await readFile(join(LUCIDE, `${name}.svg`), 'utf8');
      const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, '').replace(/\s+/g, ' ');
      return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" \
stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes.trim()}</symbol>`;
    }),
  );
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
}

async function images(): Promise<[string, Uint8Array][]> {
  const names = await readdir(join(SOURCES, 'img'));
  return Promise.all(
    names
      .sort()
      .map(async (name): Promise<[string, Uint8Array]> => [
        name,
        await readFile(join(SOURCES, 'img', name)),
      ]),
  );
}

async function webManifest(language: string, built: Manifest): Promise<Uint8Array> {
  const path = join(ROOT, `src/locales/${language}/site.json`);
  const site = JSON.parse(await readFile(path, 'utf8')) as { name: string; tagline: string };
  const icon = (name: string, sizes: string, purpose: string) => ({
    src: `/assets/${built[name] ?? ''}`,
    sizes,
    type: 'image/png',
    purpose,
  });
  return Buffer.from(
    JSON.stringify({
      id: '/',
      name: site.name,
      short_name: site.name,
      description: site.tagline,
      lang: language,
      start_url: '/',
      scope: '/',
      display: 'standalone',
      background_color: '#FAF9F7',
      theme_color: '#FAF9F7',
      icons: [
        icon('icon-192.png', '192x192', 'any'),
        icon('icon-512.png', '512x512', 'any'),
        icon('icon-maskable-512.png', '512x512', 'maskable'),
      ],
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const manifest = await buildAssets();
  console.log(`Built ${Object.keys(manifest).length} assets into dist/assets`);
}
