import { Forbidden, Unauthenticated } from '../kernel/errors.js';
import { hasRole, isStaff, type Role, type Viewer } from '../kernel/people.js';

/** Who may call a route: anybody, anybody signed in, one role, or staff (QA or admin). */
export type Access = 'public' | 'member' | 'staff' | Role;

export type ViewerFor<A extends Access> = A extends 'public' ? Viewer | undefined : Viewer;

/** The one decision by role. Who owns what is decided in the query that loads it. */
export function admit(access: Access, viewer: Viewer | undefined): void {
  if (access === 'public') return;
  if (!viewer) throw new Unauthenticated();
  if (viewer.isSuspended) throw new Forbidden('accounts.suspended');
  const isAllowed =
    access === 'member' || (access === 'staff' ? isStaff(viewer) : hasRole(viewer, access));
  if (!isAllowed) throw new Forbidden();
}
