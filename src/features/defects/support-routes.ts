import { redirect, type Reply } from '../../web/reply.js';
import { post, type Route } from '../../web/route.js';
import * as input from './defect-input.js';
import type { Again, DefectRoutesDeps } from './defect-routes.js';

const done = (ref: string, said: string): Reply =>
  redirect(`/defects/${ref}`, `defects.said.${said}`);

/** What testers add to a defect. */
export const supportRoutes = (
  { support, triage }: Pick<DefectRoutesDeps, 'support' | 'triage'>,
  retry: Again,
): readonly Route[] => [
  post('/defects/:ref/confirm', {
    access: 'tester',
    input: input.confirm,
    retry,
    async handle({ input: { ref, ...words }, viewer }) {
      await support.confirm(ref, words, viewer);
      return done(ref, 'confirmed');
    },
  }),
  post('/defects/:ref/withdraw', {
    access: 'tester',
    input: input.withdraw,
    retry,
    async handle({ input: { ref, unit }, viewer }) {
      await support.withdraw(ref, unit, viewer);
      return done(ref, 'withdrawn');
    },
  }),
  post('/defects/:ref/vote', {
    access: 'tester',
    input: input.step,
    retry,
    async handle({ input: { ref }, viewer }) {
      await support.vote(ref, viewer);
      return done(ref, 'voted');
    },
  }),
  post('/defects/:ref/unvote', {
    access: 'tester',
    input: input.step,
    retry,
    async handle({ input: { ref }, viewer }) {
      await support.takeBack(ref, viewer);
      return done(ref, 'unvoted');
    },
  }),
  post('/defects/:ref/help', {
    access: 'tester',
    input: input.suggest,
    retry,
    async handle({ input: { ref, ...words }, viewer }) {
      await triage.suggest(ref, words, viewer);
      return done(ref, 'helped');
    },
  }),
];
