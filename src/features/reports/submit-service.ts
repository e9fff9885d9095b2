import type { Clock } from '../../kernel/clock.js';
import { InvalidInput } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { News } from '../../kernel/news.js';
import type { Counters } from '../../platform/counters.js';
import type { PromiseFeature } from '../promise/index.js';
import type { UnitCard, Units } from '../units/index.js';
import { responseClock } from './first-response.js';
import type { Gathered, IntakeService } from './intake-service.js';
import { keyFor, type AttachmentReceived, type AuthorWrote, type NewReport } from './new-report.js';
import type { ReportStore } from './report-store.js';
import { receivedAttachment } from './attachment.js';
import { titleOf, type Report } from './report.js';

export interface SubmitServiceDeps {
  readonly reports: Pick<ReportStore, 'add' | 'byKey'>;
  readonly intake: IntakeService;
  readonly units: Pick<Units['service'], 'unitsHeldBy' | 'markInTest' | 'markSeen' | 'noteBuild'>;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly promise: Pick<PromiseFeature, 'current'>;
  readonly attachmentReceived: News<AttachmentReceived>;
  readonly authorWrote: News<AuthorWrote>;
}

/** How a form becomes a report. */
export function createSubmitService(deps: SubmitServiceDeps) {
  const { reports, intake, units, counters, clock } = deps;

  async function heldUnit(personId: string, ref: string): Promise<UnitCard> {
    const unit = (await units.unitsHeldBy(personId)).find((one) => one.ref === ref);
    if (!unit) throw new InvalidInput({ unit: { code: 'reports.not_your_unit' } });
    return unit;
  }

  async function compose(
    person: { readonly id: string },
    fresh: NewReport,
    unit: UnitCard,
    files: Gathered['files'],
  ): Promise<Report> {
    const at = clock.now();
    const { clientKey, kind, text, language, happenedAt } = fresh;
    const calendar = await deps.promise.current();
    return {
      id: newId(at),
      ref: await counters.nextRef('report'),
      clientKey,
      version: 1,
      personId: person.id,
      unitId: unit.id,
      unitRef: unit.ref,
      modelCode: unit.modelCode,
      roundId: unit.roundId,
      build: fresh.build || unit.build,
      buildFrom: fresh.build === '' ? 'unit' : 'form',
      kind,
      title: titleOf(text),
      text,
      language,
      happenedAt,
      status: 'new',
      statusAt: at,
      isOpen: true,
      waiting: true,
      ...responseClock({ createdAt: at, firstResponseAt: null }, calendar),
      firstResponseAt: null,
      firstResponderId: null,
      alarm: null,
      assigneeId: null,
      isPrivate: fresh.isPrivate ?? false,
      isReminded: false,
      reanswerDueAt: null,
      cameBackAt: null,
      isReanswerTold: false,
      tellFrom: null,
      messages: [],
      attachments: files.map((file, index) => receivedAttachment(index + 1, file)),
      defect: null,
      events: [],
      createdAt: at,
      updatedAt: at,
    };
  }

  /** What follows a stored report; done again by a retry, so a crash in between heals. */
  async function follow(report: Report): Promise<Report> {
    await units.markInTest(report.unitId);
    await units.markSeen(report.unitId, report.createdAt);
    if (report.build) await units.noteBuild(report.unitId, report.build);
    if (report.attachments.length > 0)
      await deps.attachmentReceived.publish({ reportId: report.id });
    const { personId, ref, createdAt: at } = report;
    await deps.authorWrote.publish({ personId, ref, at });
    return report;
  }

  /** Bytes first, then the record, then the answer: what is confirmed is there. */
  return async function submit(person: { readonly id: string }, sent: NewReport): Promise<Report> {
    const first = await reports.byKey(person.id, sent.clientKey);
    const clientKey = keyFor({ key: sent.clientKey, text: sent.text }, first?.text);
    const fresh = { ...sent, clientKey };
    const known = clientKey === sent.clientKey ? first : await reports.byKey(person.id, clientKey);
    if (known) return follow(known);
    const unit = await heldUnit(person.id, fresh.unitRef);
    const { staged, files, missing } = await intake.gather(person, fresh);
    intake.assertFits(files);
    if (missing > 0) {
      // The same form, sent twice, may have used them up a moment ago.
      const faster = await reports.byKey(person.id, clientKey);
      if (faster) return follow(faster);
      throw new InvalidInput({ files: { code: 'reports.staged_gone' } });
    }
    await intake.keep(fresh.files);
    const stored = await reports.add(await compose(person, fresh, unit, files));
    await intake.dropStaged(staged);
    return follow(stored);
  };
}
