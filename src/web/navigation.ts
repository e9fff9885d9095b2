import { hasRole } from '../kernel/people.js';
import type { Viewer } from '../kernel/people.js';

export interface NavigationItem {
  readonly href: string;
  /** Completes the translation key `site.nav.<key>`. */
  readonly key: string;
  readonly icon: string;
  readonly isCurrent: boolean;
}

const ITEMS = {
  home: { href: '/', icon: 'house' },
  rounds: { href: '/rounds', icon: 'ticket-check' },
  defects: { href: '/defects', icon: 'bug' },
  releases: { href: '/releases', icon: 'package' },
  honours: { href: '/honours', icon: 'award' },
  meetups: { href: '/meetups', icon: 'calendar' },
  me: { href: '/me', icon: 'circle-user' },
  report: { href: '/report', icon: 'send' },
  units: { href: '/units', icon: 'smartphone' },
  standing: { href: '/standing', icon: 'shield-check' },
  reports: { href: '/reports', icon: 'message-square' },
  shares: { href: '/shares', icon: 'share-2' },
  desk: { href: '/desk', icon: 'inbox' },
  crash_groups: { href: '/crash-groups', icon: 'layers' },
  symbols: { href: '/admin/symbols', icon: 'file' },
  admin_rounds: { href: '/admin/rounds', icon: 'list-checks' },
  admin_units: { href: '/admin/units', icon: 'boxes' },
  admin_possession: { href: '/admin/possession', icon: 'clock' },
  admin_standing: { href: '/admin/standing', icon: 'flag' },
  admin_cases: { href: '/admin/cases', icon: 'octagon-alert' },
  admin_people: { href: '/admin/people', icon: 'users' },
} as const;
type Key = keyof typeof ITEMS;

const WORK: Record<'tester' | 'qa' | 'admin', readonly Key[]> = {
  tester: ['me', 'units', 'report', 'reports', 'standing', 'shares'],
  qa: ['desk', 'crash_groups', 'symbols'],
  admin: [
    'admin_rounds',
    'admin_units',
    'admin_possession',
    'admin_standing',
    'admin_cases',
    'admin_people',
  ],
};
const PUBLIC: readonly Key[] = ['rounds', 'defects', 'releases', 'meetups', 'honours'];
/** An admin's own pages of the same name lead on to these; two links of one name would confuse. */
const SHADOWED: ReadonlySet<Key> = new Set(['rounds', 'units', 'standing']);
const BOTTOM: Record<'tester' | 'qa' | 'admin', readonly Key[]> = {
  tester: ['me', 'units', 'report', 'reports', 'shares'],
  qa: ['desk', 'crash_groups', 'defects', 'releases', 'me'],
  admin: ['admin_rounds', 'admin_units', 'admin_people', 'crash_groups', 'me'],
};

/**
 * The links a person sees: `top` is the bar of wide screens and the menu of phones, `bottom` the
 * five thumb targets. Someone with several roles gets all their work on top, the staff five below.
 */
export function navigationFor(
  viewer: Viewer | undefined,
  part: 'top' | 'bottom',
  path: string,
): NavigationItem[] {
  const keys = part === 'top' ? topKeys(viewer) : bottomKeys(viewer);
  return [...new Set(keys)].map((key) => ({
    key,
    ...ITEMS[key],
    isCurrent: isUnder(path, ITEMS[key].href),
  }));
}

function topKeys(viewer: Viewer | undefined): readonly Key[] {
  const roles = (['admin', 'qa', 'tester'] as const).filter((role) => hasRole(viewer, role));
  const keys = [...roles.flatMap((role) => WORK[role]), ...PUBLIC];
  return keys.filter((key) => key !== 'me' && !(hasRole(viewer, 'admin') && SHADOWED.has(key)));
}

function bottomKeys(viewer: Viewer | undefined): readonly Key[] {
  if (!viewer) return [];
  const role = (['qa', 'admin', 'tester'] as const).find((each) => hasRole(viewer, each));
  return role ? BOTTOM[role] : [];
}

const isUnder = (path: string, href: string): boolean =>
  path === href || (href !== '/' && path.startsWith(`${href}/`));
