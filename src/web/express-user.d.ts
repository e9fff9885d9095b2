import type { Viewer } from '../kernel/people.js';

/** Passport's `req.user` is the viewer. */
declare global {
  namespace Express {
    // A merged declaration can only be an interface.
    interface User extends Viewer {}
  }
}
