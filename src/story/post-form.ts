import type { Container } from '../compose.js';
import type { Viewer } from '../kernel/people.js';
import type { Reply } from '../web/reply.js';
import type { Route } from '../web/route.js';

type RouteRequest = Parameters<Route['run']>[0];
type Site = Pick<Container, 'routes' | 'config'>;
type Sent = Readonly<Record<string, string>>;

/** Posts a form as that person's browser would, past the network: the route's own input and work. */
export async function postForm(
  site: Site,
  viewer: Viewer,
  path: string,
  { params, fields = {} }: { readonly params: Sent; readonly fields?: Sent },
): Promise<void> {
  await runRoute(site, viewer, path, { method: 'POST', params, body: fields });
}

/** Opens a page as that person's browser would, with what follows from its being shown. */
export async function visitPage(site: Site, viewer: Viewer, path: string): Promise<void> {
  const reply = await runRoute(site, viewer, path, { method: 'GET', params: {}, query: {} });
  if (reply.kind === 'page') await reply.onShown?.();
}

async function runRoute(
  { routes, config }: Site,
  viewer: Viewer,
  path: string,
  request: { readonly method: 'GET' | 'POST'; readonly params: Sent } & Record<string, unknown>,
): Promise<Reply> {
  const route = routes.find(
    (one) => one.method.toUpperCase() === request.method && one.path === path,
  );
  if (!route) throw new Error(`Nothing answers ${request.method} ${path}`);
  return route.run(request as unknown as RouteRequest, {
    viewer,
    facts: {
      language: viewer.language,
      zone: viewer.zone,
      ip: '',
      userAgent: '',
      deviceId: undefined,
      baseUrl: config.baseUrl ?? '',
    },
    files: [],
    authenticate: () => Promise.resolve({ id: viewer.id }),
  });
}
