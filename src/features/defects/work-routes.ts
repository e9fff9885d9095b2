import { redirect, type Reply } from '../../web/reply.js';
import { post, type Route } from '../../web/route.js';
import * as input from './defect-input.js';
import type { Again, DefectRoutesDeps } from './defect-routes.js';

type WorkDeps = Pick<DefectRoutesDeps, 'service' | 'merges' | 'embargoes' | 'triage'>;

const done = (ref: string, said: string): Reply =>
  redirect(`/defects/${ref}`, `defects.said.${said}`);

/** What engineers do with a defect. */
export const workRoutes = (deps: WorkDeps, retry: Again): readonly Route[] => [
  ...stepRoutes(deps, retry),
  ...judgeRoutes(deps, retry),
];

const stepRoutes = ({ service }: WorkDeps, retry: Again): Route[] => [
  post('/defects/:ref/start', {
    access: 'qa',
    input: input.step,
    retry,
    async handle({ input: { ref }, viewer }) {
      await service.start(ref, viewer);
      return done(ref, 'started');
    },
  }),
  post('/defects/:ref/resolve', {
    access: 'qa',
    input: input.resolve,
    retry,
    async handle({ input: { ref, fixBuild }, viewer }) {
      await service.resolve(ref, fixBuild, viewer);
      return done(ref, 'resolved');
    },
  }),
  post('/defects/:ref/decline', {
    access: 'qa',
    input: input.decline,
    retry,
    async handle({ input: { ref, resolution, reason }, viewer }) {
      await service.decline(ref, resolution, reason, viewer);
      return done(ref, 'declined');
    },
  }),
  post('/defects/:ref/verify', {
    access: 'qa',
    input: input.step,
    retry,
    async handle({ input: { ref }, viewer }) {
      await service.verify(ref, viewer);
      return done(ref, 'verified');
    },
  }),
  post('/defects/:ref/reopen', {
    access: 'qa',
    input: input.reopen,
    retry,
    async handle({ input: { ref, reason }, viewer }) {
      await service.reopen(ref, reason, viewer);
      return done(ref, 'reopened');
    },
  }),
];

/** What is one, how severe it is, and which suggestions of testers are right. */
const judgeRoutes = ({ merges, embargoes, triage }: WorkDeps, retry: Again): Route[] => [
  post('/defects/:ref/merge', {
    access: 'qa',
    input: input.merge,
    retry,
    async handle({ input: { ref, other, reason }, viewer }) {
      return done(await merges.merge(ref, other, reason, viewer), 'merged');
    },
  }),
  post('/defects/:ref/unmerge', {
    access: 'qa',
    input: input.unmerge,
    retry,
    async handle({ input: { ref, reason }, viewer }) {
      await merges.unmerge(ref, reason, viewer);
      return done(ref, 'unmerged');
    },
  }),
  post('/defects/:ref/severity', {
    access: 'qa',
    input: input.judgeSeverity,
    retry,
    async handle({ input: { ref, severity, reason }, viewer }) {
      await embargoes.judgeSeverity(ref, severity, reason, viewer);
      return done(ref, 'judged');
    },
  }),
  post('/defects/:ref/help/:id', {
    access: 'qa',
    input: input.decideHelp,
    retry,
    async handle({ input: { ref, id, decision, text }, viewer }) {
      await triage.decide(ref, id, { isAccepted: decision === 'accept', text }, viewer);
      return done(ref, 'help_decided');
    },
  }),
];
