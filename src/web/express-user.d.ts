import type { Viewer } from '../kernel/people.js';

declare global {
  namespace Express {
    /** Passport's `req.user` is the viewer. */
    interface User extends Viewer {
      readonly id: string;
    }
  }
}
