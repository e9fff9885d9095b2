import type { SourceFile } from './imports.js';

/**
 * A feature may import only those before it, and only through their `index.ts`, or through their
 * `thread.ts` where a worker thread must not load the database.
 */
export const FEATURE_ORDER = [
  'accounts',
  'rounds',
  'selections',
  'claims',
  'invites',
  'units',
  'allocations',
  'cases',
  'standing',
  'redaction',
  'symbols',
  'promise',
  'rota',
  'canned-answers',
  'reports',
  'crashes',
  'possession',
  'defects',
  'releases',
  'retests',
  'popcorn',
  'credit',
  'shares',
  'meetups',
  'honours',
  'notices',
  'search',
  'desk',
  'home',
];

type Role =
  | 'pure'
  | 'input'
  | 'schema'
  | 'store'
  | 'queries'
  | 'service'
  | 'page'
  | 'routes'
  | 'jobs'
  | 'index'
  | 'thread'
  | 'io';

const SUFFIX = /-(input|schema|store|queries|service|page|routes|jobs)\.ts$/;

/** Files that do I/O without being a store: named here, one by one, with their reason in the file. */
const IO_FILES =
  /accounts\/passwords\.ts$|crashes\/(log-source|archive-[\w-]+|examine-file|exam-[\w-]+)\.ts$|symbols\/symbol-files\.ts$|redaction\/protected-copy-\w+\.ts$|shares\/(redirect|click-[\w-]+|visit-[\w-]+|[\w-]*-(handler|writer|cache))\.ts$/;

const MAY: Readonly<Record<Role, readonly Role[]>> = {
  pure: ['pure'],
  input: ['pure', 'input'],
  schema: ['pure'],
  store: ['pure', 'schema'],
  queries: ['pure', 'schema'],
  io: ['pure', 'io', 'store', 'queries'],
  service: ['pure', 'input', 'store', 'queries', 'service', 'io'],
  page: ['pure', 'queries', 'page'],
  routes: ['pure', 'input', 'service', 'queries', 'page', 'routes', 'store'],
  jobs: ['pure', 'service', 'queries', 'io', 'store'],
  thread: ['pure', 'io'],
  index: ['pure', 'input', 'schema', 'store', 'queries', 'service', 'page', 'routes', 'jobs', 'io'],
};

const PACKAGES: readonly { name: RegExp; places: RegExp; law: string }[] = [
  {
    name: /^(mongoose|mongodb)$/,
    places: /^src\/platform\/|-(schema|store|queries)\.ts$|\/index\.ts$|^src\/web\/sign-in\.ts$/,
    law: 'only stores, schemas, queries and the platform know the database',
  },
  {
    name: /^express(-session)?$/,
    places: /^src\/web\/|^src\/(app|compose)\.ts$|-routes\.ts$|-handler\.ts$/,
    law: 'only routes and the web layer know Express',
  },
  { name: /^(multer|express-handlebars)$/, places: /^src\/web\//, law: 'belongs to the web layer' },
];

const roleOf = (file: string): Role => {
  const door = /^src\/features\/[^/]+\/(index|thread)\.ts$/.exec(file)?.[1];
  if (door !== undefined) return door as Role;
  if (IO_FILES.test(file)) return 'io';
  return (SUFFIX.exec(file)?.[1] as Role | undefined) ?? 'pure';
};

const featureOf = (file: string): string | undefined => /^src\/features\/([^/]+)\//.exec(file)?.[1];
const layerOf = (file: string): string => /^src\/([^/]+)\//.exec(file)?.[1] ?? 'root';

/** Every breach of the import law, one sentence each; an empty list is a lawful tree. */
export const breachesOf = (sources: readonly SourceFile[]): string[] =>
  sources.flatMap((source) => [
    ...source.imports.flatMap(({ target, isRelative }) =>
      isRelative ? relativeBreach(source.file, target) : packageBreach(source.file, target),
    ),
    ...textBreaches(source),
  ]);

function relativeBreach(file: string, target: string): string[] {
  const [from, to] = [layerOf(file), layerOf(target)];
  const breach = (law: string) => [`${file} imports ${target}: ${law}`];
  if (from === 'kernel' && to !== 'kernel') return breach('the kernel imports nothing');
  if (from === 'platform' && !['kernel', 'platform'].includes(to))
    return breach('the platform imports the kernel only');
  if (from === 'web' && !['kernel', 'platform', 'web'].includes(to))
    return breach('the web layer imports no feature');
  if (from !== 'features') return [];
  if (to === 'web')
    return /-routes\.ts$|-handler\.ts$|\/index\.ts$/.test(file)
      ? []
      : breach('only routes import web');
  if (to === 'root' || to === 'story') return breach('nobody imports the root');
  return to === 'features' ? featureBreach(file, target) : [];
}

function featureBreach(file: string, target: string): string[] {
  const [own, other] = [featureOf(file)!, featureOf(target)!];
  if (own === other) {
    const [from, to] = [roleOf(file), roleOf(target)];
    return MAY[from].includes(to) ? [] : [`${file} imports ${target}: ${from} may not know ${to}`];
  }
  if (!/\/(?:index|thread)\.ts$/.test(target))
    return [`${file} imports ${target}: use its index.ts`];
  return FEATURE_ORDER.indexOf(other) < FEATURE_ORDER.indexOf(own)
    ? []
    : [`${file} imports ${target}: ${other} comes after ${own}`];
}

const packageBreach = (file: string, target: string): string[] =>
  PACKAGES.filter(({ name, places }) => name.test(target) && !places.test(file)).map(
    ({ law }) => `${file} imports ${target}: ${law}`,
  );

function textBreaches({ file, text }: SourceFile): string[] {
  const breaches: string[] = [];
  if (
    text.includes('process.env') &&
    file !== 'src/config.ts' &&
    !/^src\/(main|story\/)/.test(file)
  )
    breaches.push(`${file} reads process.env: only config.ts does`);
  if (featureOf(file) && /\bnew Date\(\)|\bDate\.now\(\)|\bMath\.random\(\)/.test(text))
    breaches.push(`${file} takes time or chance by itself: use the clock of its deps`);
  if (/^export default/m.test(text)) breaches.push(`${file} has a default export`);
  return breaches;
}
