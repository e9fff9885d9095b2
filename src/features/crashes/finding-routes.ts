import { NotFound } from '../../kernel/errors.js';
import type { Translations } from '../../platform/i18n.js';
import { json, page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { Reports } from '../reports/index.js';
import type { Units } from '../units/index.js';
import { findingsModel } from './finding-page.js';
import type { FindingService } from './finding-service.js';
import { showFindings } from './finding-input.js';

export interface FindingRoutesDeps {
  readonly findings: FindingService;
  readonly reports: Pick<Reports, 'stagedFile'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy'>;
  readonly translations: Translations;
}

/** A file that waits for its form: JSON for the form's script, or a piece of a page. */
export const findingRoutes = (deps: FindingRoutesDeps): readonly Route[] => [
  get('/report/files/:id/findings', {
    access: 'tester',
    input: showFindings,
    async handle({ input: { id, unit, as }, viewer, facts }) {
      const [file, held] = await Promise.all([
        deps.reports.stagedFile(viewer.id, id),
        deps.units.unitsHeldBy(viewer.id),
      ]);
      const chosen = held.find(({ ref }) => ref === unit) ?? held[0];
      if (!file || !chosen) throw new NotFound();
      const found = await deps.findings.findingsIn(file, chosen);
      const model = findingsModel(found, deps.translations, facts.language);
      return as === 'json'
        ? json(model, model.isRead ? 200 : 202)
        : page('crashes/findings', text('crashes.findings.title'), { ...model, layout: false });
    },
  }),
];
