import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';

const run = promisify(execFile);
const NEEDED_GLIBC = { major: 2, minor: 38 };
const SUITE = 'trixie';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PACKAGES = ['libc6', 'libstdc++6', 'libgcc-s1'];
const FETCH_WITHIN_MS = 180_000;
/** Where Debian's libc6 keeps its libraries and its loader, by `process.arch`. */
const LAYOUTS: Readonly<Record<string, { folder: string; loader: string } | undefined>> = {
  x64: { folder: 'usr/lib/x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { folder: 'usr/lib/aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/** A private C library: start a program as `loader --library-path path program …`. */
export interface EngineLibrary {
  readonly loader: string;
  readonly path: string;
}

/** True for a glibc version ("2.36") below the one the engine's binary was linked against. */
export function isTooOld(glibc: string): boolean {
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  const needed = NEEDED_GLIBC;
  return major < needed.major || (major === needed.major && minor < needed.minor);
}

/** The running system's glibc, undefined where the C library is another one (musl, macOS). */
export function systemGlibc(): string | undefined {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

/**
 * The C library for the engine host: undefined where the system's own is new enough, else a copy
 * of Debian 13's in `<cacheDir>/engine-library`, fetched with apt at the first call and signature
 * checked. Needs no root and leaves the system as it is.
 * @throws Error naming the three ways out when the copy can't be made.
 */
export async function provideEngineLibrary(
  cacheDir: string,
  log: Logger,
): Promise<EngineLibrary | undefined> {
  const glibc = systemGlibc();
  if (glibc === undefined || !isTooOld(glibc)) return undefined;
  const layout = LAYOUTS[process.arch];
  if (!layout) throw noLibrary(glibc, `no layout for ${process.arch}`);
  const home = join(cacheDir, 'engine-library');
  const path = join(home, layout.folder);
  const library = { loader: join(path, layout.loader), path };
  if (await exists(library.loader)) return library;
  log.info(
    `fetching a newer C library (4 MB) with apt into ${home}: the database engine needs ` +
      `glibc 2.38 and this system has ${glibc}; the system itself is left as it is`,
  );
  try {
    await fetchInto(home, cacheDir, layout);
  } catch (error) {
    throw noLibrary(glibc, error);
  }
  return library;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const noLibrary = (glibc: string, cause: unknown): Error =>
  new Error(
    `The embedded database needs glibc 2.38, this system has ${glibc}, and a private newer copy ` +
      'could not be fetched. Ways out: (1) run on a newer system, such as Debian 13 or ' +
      'Ubuntu 24.04; (2) set MONGODB_URI to a MongoDB of your own; (3) give this machine network ' +
      "access to its system's package mirror and start again.",
    { cause },
  );

/** Builds beside the goal and renames, so that a killed or a second fetch leaves it whole. */
async function fetchInto(
  home: string,
  cacheDir: string,
  layout: { folder: string; loader: string },
): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const build = await mkdtemp(join(cacheDir, 'engine-library-'));
  try {
    const root = join(build, 'root');
    await downloadWithApt(build);
    for (const name of await readdir(build)) {
      if (name.endsWith('.deb')) await run('dpkg-deb', ['-x', join(build, name), root]);
    }
    await tryOut(join(root, layout.folder), layout.loader);
    await rename(root, home).catch(async (error: unknown) => {
      // Another process was faster; its copy has passed the same check.
      if (!(await exists(join(home, layout.folder, layout.loader)))) throw error;
    });
  } finally {
    await rm(build, { recursive: true, force: true });
  }
}

const tryOut = (path: string, loader: string): Promise<unknown> =>
  run(join(path, loader), ['--library-path', path, process.execPath, '--version']);

/**
 * apt with its state, cache and sources inside `build`; proxies and mirror choice stay the
 * system's. A `-c` file is read after the system's settings, so it can clear their hooks.
 */
async function downloadWithApt(build: string): Promise<void> {
  const empty = join(build, 'empty');
  await mkdir(empty);
  await mkdir(join(build, 'lists', 'partial'), { recursive: true });
  await mkdir(join(build, 'archives', 'partial'), { recursive: true });
  await writeFile(
    join(build, 'sources.list'),
    `deb [signed-by=${KEYRING}] ${await systemMirror()} ${SUITE} main\n`,
  );
  await writeFile(join(build, 'apt.conf'), aptSettings(build, empty));
  const apt = (...args: string[]) =>
    run('apt-get', ['-q', '-c', join(build, 'apt.conf'), ...args], {
      cwd: build,
      timeout: FETCH_WITHIN_MS,
    });
  await apt('update');
  await apt('download', ...PACKAGES);
}

const aptSettings = (build: string, empty: string): string => `
Dir::State::Lists "${build}/lists";
Dir::State::Status "/dev/null";
Dir::Cache "${build}";
Dir::Etc::SourceList "${build}/sources.list";
Dir::Etc::SourceParts "${empty}";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "${empty}";
Acquire::Languages "none";
Acquire::Retries "2";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

/** The site this system takes its own packages from; its side archives are named suite-something. */
async function systemMirror(): Promise<string> {
  const { stdout } = await run('apt-get', [
    'indextargets',
    '--format',
    '$(SITE) $(CODENAME)',
    'Created-By: Packages',
  ]);
  const targets = stdout.split('\n').map((line) => line.split(' '));
  const [site] = targets.find(([, codename]) => codename && !codename.includes('-')) ?? [];
  if (!site) throw new Error('apt names no package source');
  return site;
}
