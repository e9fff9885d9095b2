import type { Viewer } from '../../kernel/people.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import * as input from './defect-input.js';
import type { DefectRoutesDeps } from './defect-routes.js';
import { embargoModel } from './embargo-page.js';

type EmbargoRoutesDeps = Pick<
  DefectRoutesDeps,
  'service' | 'embargoes' | 'triage' | 'accounts' | 'programmeZone'
>;

/** What is not public yet, and how it becomes so: one proposes, another has looked and confirms. */
export function embargoRoutes(deps: EmbargoRoutesDeps): readonly Route[] {
  const { service, embargoes, triage, accounts, programmeZone } = deps;
  async function show(viewer: Viewer, ref: string): Promise<Reply> {
    const defect = await service.byRef(ref);
    const proposer = defect.embargo?.lift?.byId;
    const [people, privateCount, steps] = await Promise.all([
      accounts.cards(proposer === undefined ? [] : [proposer]),
      embargoes.privateCountOf(defect),
      triage.stepsOf([defect.id]),
    ]);
    const model = embargoModel({
      defect,
      steps,
      people,
      viewer,
      privateCount,
      zone: programmeZone,
    });
    return page('defects/embargo', text('defects.embargo.title', { ref }), model);
  }
  const retry = ({ viewer, params }: Retry<Viewer>) => show(viewer, params['ref'] ?? '');
  return [
    get('/defects/:ref/embargo', {
      access: 'staff',
      input: input.step,
      handle: ({ input: { ref }, viewer }) => show(viewer, ref),
    }),
    post('/defects/:ref/embargo', {
      access: 'staff',
      input: input.hide,
      retry,
      async handle({ input: { ref, reason, until, ...words }, viewer }) {
        const twin = {
          title: { en: words.title_en, 'zh-CN': words.title_zh },
          note: { en: words.note_en, 'zh-CN': words.note_zh },
        };
        const day = until === '' ? null : parseLocalTime(`${until}T00:00`, programmeZone);
        await embargoes.hide(ref, { twin, until: day, reason }, viewer);
        return redirect(`/defects/${ref}/embargo`, 'defects.said.hidden');
      },
    }),
    post('/defects/:ref/embargo/propose', {
      access: 'staff',
      input: input.step,
      retry,
      async handle({ input: { ref }, viewer }) {
        await embargoes.proposeLift(ref, viewer);
        return redirect(`/defects/${ref}/embargo`, 'defects.said.lift_proposed');
      },
    }),
    post('/defects/:ref/embargo/lift', {
      access: 'staff',
      input: input.step,
      retry,
      async handle({ input: { ref }, viewer }) {
        await embargoes.lift(ref, viewer);
        return redirect(`/defects/${ref}`, 'defects.said.lifted');
      },
    }),
  ];
}
