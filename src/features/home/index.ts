import { homeRoutes, type HomeDeps } from './home-routes.js';

export type { HomeDeps } from './home-routes.js';

/** The pages that put the features together: start page, one's own page, a person's public page. */
export const createHome = (deps: HomeDeps) => ({ routes: homeRoutes(deps), jobs: [] });
