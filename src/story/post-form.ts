import express, { type Request } from 'express';
import type { Container } from '../compose.js';
import type { Viewer } from '../kernel/people.js';

/** Posts a form as that person's browser would, past the network: the route's own input and work. */
export async function postForm(
  { routes, config }: Pick<Container, 'routes' | 'config'>,
  viewer: Viewer,
  path: string,
  { params, fields = {} }: {
    readonly params: Readonly<Record<string, string>>;
    readonly fields?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const route = routes.find((one) => one.method === 'post' && one.path === path);
  if (!route) throw new Error(`There is no form at ${path}`);
  const request = Object.create(express.request) as Request;
  await route.run(Object.assign(request, { method: 'POST', params, body: fields }), {
    viewer,
    facts: {
      language: viewer.language,
      zone: viewer.zone,
      ip: '',
      userAgent: '',
      baseUrl: config.baseUrl ?? '',
    },
    files: [],
    authenticate: () => Promise.resolve({ id: viewer.id }),
  });
}
