import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Report, ReportKind } from '../features/reports/index.js';
import { later, MINUTE } from '../kernel/clock.js';
import type { Language, Viewer } from '../kernel/people.js';
import type { ReceivedFile } from '../web/route.js';
import type { Chance } from './chance.js';
import { makeLogFile, type Packing } from './log-files.js';
import { COMMON_CRASHES } from './plot/common-crashes.js';
import { OTHER_CRASHES } from './plot/other-crashes.js';
import { PRAISE } from './plot/praise.js';
import { BROKEN_PROMISE, ON_THE_DESK, PROBLEMS, WITH_FILES } from './plot/problems.js';
import { buildOn } from './plot/rounds.js';
import { ALWAYS_ON, SUGGESTIONS } from './plot/suggestions.js';
import type { Telling } from './plot/telling.js';
import type { CrashTelling, Engineer, Topic } from './plot/topic.js';
import { postForm } from './post-form.js';
import { examineAttachments } from './tell-exams.js';
import type { Teller } from './teller.js';

/** Takes a report whose answer said that it belongs to a defect. */
export type LinkReport = (defect: string, reportRef: string, by: Engineer) => Promise<void>;

interface Sent {
  readonly fan: string;
  readonly kind: ReportKind;
  readonly text: string;
  readonly log?: { readonly template: string; readonly packing: Packing } | undefined;
}

interface Answer {
  readonly by: Engineer;
  readonly text: string;
  /** Of the message form: the answer closes the report, asks back, or says no. */
  readonly action?: 'answer' | 'ask' | 'decline' | undefined;
  readonly defect?: string | undefined;
  readonly reply?: string | undefined;
  /** Else some minutes before it is due. */
  readonly at?: Date | undefined;
}

const CLOSING: Readonly<Record<Language, string>> = {
  en: 'Good to hear. I close this one; write again at any time.',
  'zh-CN': '好，这条先结了，有情况随时再写。',
};

/** About a hundred reports over five weeks, and what was said about them. */
export function tellReports(teller: Teller, link: LinkReport): void {
  for (const topic of [...COMMON_CRASHES, ...OTHER_CRASHES]) tellTopic(teller, topic, link);
  for (const telling of [...SUGGESTIONS, ...PROBLEMS, ...PRAISE, ...ALWAYS_ON, ...WITH_FILES])
    tell(teller, teller.calendar.at(...telling.on), sentOf(telling), link, answerOf(telling));
  const { on, fan, text, answeredOn, by, answer, reply } = BROKEN_PROMISE;
  tell(teller, teller.calendar.at(...on), { fan, kind: 'problem', text }, link, {
    ...{ by, text: answer, reply, action: 'answer' },
    at: teller.calendar.at(...answeredOn),
  });
  for (const { minutes, fan, kind, text, log } of ON_THE_DESK)
    tell(
      teller,
      teller.calendar.minutesAgo(minutes),
      { fan, kind, text, log: log && { template: log, packing: 'plain' } },
      link,
    );
}

/** The answers of a topic take turns within their language. */
function tellTopic(teller: Teller, topic: Topic, link: LinkReport): void {
  const turns = { en: 0, 'zh-CN': 0 };
  for (const report of topic.reports) {
    const [day, time, fan, text, packing = 'plain'] = report satisfies CrashTelling;
    const sent: Sent = { fan, kind: topic.kind, text, log: { template: topic.log, packing } };
    tell(teller, teller.calendar.at(day, time), sent, link, {
      by: topic.by,
      defect: topic.defect,
      get text() {
        const { language } = teller.viewer(fan);
        const answers = topic.answers[language];
        const turn = turns[language];
        turns[language] += 1;
        return answers[turn % answers.length] ?? '';
      },
    });
  }
}

const sentOf = ({ fan, kind, text, log }: Telling): Sent => ({
  fan,
  kind,
  text,
  log:
    log === 'garbage'
      ? { template: 'dump.bin', packing: 'garbage' }
      : log && { template: log, packing: 'plain' },
});

const answerOf = ({ by, answer, outcome, defect, reply }: Telling): Answer => ({
  by,
  text: answer,
  action: outcome === 'defect' ? undefined : outcome,
  defect,
  reply,
});

/** One report from the form to its answer. */
function tell(teller: Teller, at: Date, sent: Sent, link: LinkReport, answer?: Answer): void {
  const { schedule, container, viewer, chance } = teller;
  schedule.at(at, async () => {
    const report = await submit(teller, at, sent);
    if (report.attachments.length > 0) await examineAttachments(container);
    if (answer) answerLater(report, answer);
  });

  function answerLater(report: Report, { by, text, action, defect, reply, at }: Answer): void {
    const answeredAt = at ?? later(report.dueAt, -chance.between(1, 12) * MINUTE);
    const params = { ref: report.ref };
    schedule.at(later(answeredAt, -MINUTE), () =>
      postForm(container, viewer(by), '/reports/:ref/assign', { params }),
    );
    schedule.at(answeredAt, () => say(report.ref, viewer(by), text, action));
    if (defect) schedule.at(later(answeredAt, 2 * MINUTE), () => link(defect, report.ref, by));
    if (reply) replyLater(report, answeredAt, reply, action === 'answer' ? by : undefined);
  }

  /** A fan's word opens an answered report again; the engineer closes it a few minutes later. */
  function replyLater(report: Report, after: Date, reply: string, closer?: Engineer): void {
    const repliedAt = later(after, chance.between(12, 90) * MINUTE);
    schedule.at(repliedAt, () => say(report.ref, viewer(sent.fan), reply));
    if (closer)
      schedule.at(later(repliedAt, chance.between(3, 9) * MINUTE), () =>
        say(report.ref, viewer(closer), CLOSING[report.language], 'answer'),
      );
  }

  const say = (ref: string, by: Viewer, text: string, action = 'reply') =>
    postForm(container, by, '/reports/:ref/messages', {
      params: { ref },
      fields: { clientKey: newKey(chance), text, action },
    });
}

async function submit(teller: Teller, at: Date, { fan, kind, text, log }: Sent): Promise<Report> {
  const { container, calendar, chance, viewer } = teller;
  const author = viewer(fan);
  const [unit] = await container.units.service.unitsHeldBy(author.id);
  if (!unit) throw new Error(`${fan} holds no unit`);
  const build = buildOn(calendar.dayOf(at));
  const file =
    log &&
    makeLogFile(log.template, log.packing, {
      at: later(at, -chance.between(2, 15) * MINUTE),
      zone: author.zone,
      build: build.version,
      buildOrder: build.order,
      revision: unit.hardwareRevision,
      seed: chance.between(0, 2 ** 31),
    });
  return container.reports.service.submit(author, {
    clientKey: newKey(chance),
    unitRef: unit.ref,
    kind,
    text,
    build: build.version,
    happenedAt: kind === 'crash' ? 'now' : 'today',
    language: author.language,
    staged: [],
    files: file ? [await receive(container.vault.newPath(), file.name, file.bytes)] : [],
  });
}

/** Leaves the bytes where an upload would have put them. */
async function receive(path: string, name: string, bytes: Buffer): Promise<ReceivedFile> {
  await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { field: 'files', name, path, size: bytes.length, sha256 };
}

/** A random UUID (RFC 9562, version 4) as a browser makes it for a form. */
function newKey(chance: Chance): string {
  const variant = chance.pick(['8', '9', 'a', 'b']);
  return `${chance.hex(8)}-${chance.hex(4)}-4${chance.hex(3)}-${variant}${chance.hex(3)}-${chance.hex(12)}`;
}
