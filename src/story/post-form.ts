import type { Container } from '../compose.js';
import type { Viewer } from '../kernel/people.js';
import type { Route } from '../web/route.js';

type RouteRequest = Parameters<Route['run']>[0];

/** Posts a form as that person's browser would, past the network: the route's own input and work. */
export async function postForm(
  { routes, config }: Pick<Container, 'routes' | 'config'>,
  viewer: Viewer,
  path: string,
  {
    params,
    fields = {},
  }: {
    readonly params: Readonly<Record<string, string>>;
    readonly fields?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const route = routes.find((one) => one.method === 'post' && one.path === path);
  if (!route) throw new Error(`There is no form at ${path}`);
  const request = { method: 'POST', params, body: fields } as unknown as RouteRequest;
  await route.run(request, {
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
