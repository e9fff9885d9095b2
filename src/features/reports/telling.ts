import type { NewNotice } from '../../kernel/notice.js';
import { shownStatus, type Message, type Report } from './report.js';

/** How an answer reads to its author, by what was done in the same breath. */
type Said = 'first_answer' | 'answer' | 'ask' | 'decline';

function saidAs(report: Report, message: Message): Said {
  const done = report.events.find(
    ({ at, byId, action }) =>
      byId === message.byId &&
      at.getTime() === message.at.getTime() &&
      (action === 'ask' || action === 'decline'),
  );
  if (done?.action === 'ask') return 'ask';
  if (done?.action === 'decline') return 'decline';
  return message.at.getTime() === report.firstResponseAt?.getTime() ? 'first_answer' : 'answer';
}

/**
 * What the author has to be told of since `tellFrom`, each under a key that exists once, so that
 * telling it again tells nothing new.
 */
export function tellingsOf(report: Report): readonly NewNotice[] {
  const { tellFrom, personId, ref, id } = report;
  if (tellFrom === null) return [];
  const notice = (key: string, text: string, facts: NewNotice['facts'] = {}): NewNotice => ({
    ...{ personId, topic: 'report', key, text: `reports.notices.${text}` },
    ...{ facts: { ref, ...facts }, link: `/reports/${ref}` },
  });
  const said = report.messages
    .filter(({ at, byStaff, internal }) => byStaff && !internal && at >= tellFrom)
    .map((message) => notice(`said:${id}:${message.id}`, saidAs(report, message)));
  const parked = report.events
    .filter(({ at, action }) => action === 'park' && at >= tellFrom)
    .map(({ at }) => notice(`parked:${id}:${at.getTime()}`, 'parked'));
  const lifted = report.events
    .filter(
      ({ at, action, byId }) => action === 'lift_private' && byId !== personId && at >= tellFrom,
    )
    .map(({ at }) => notice(`lifted:${id}:${at.getTime()}`, 'lifted'));
  return [...said, ...parked, ...lifted, ...resolvedOf(report, notice)];
}

/** A person with several reports of one defect is told of its end once. */
function resolvedOf(
  report: Report,
  notice: (key: string, text: string, facts?: NewNotice['facts']) => NewNotice,
): readonly NewNotice[] {
  const { defect } = report;
  if (!defect || shownStatus(report) !== 'resolved') return [];
  const ref = defect.mergedInto ?? defect.ref;
  const key = `resolved:${ref}:${defect.fixBuild ?? defect.resolution ?? ''}`;
  return [
    defect.fixBuild === null
      ? notice(key, 'closed', { defect: ref })
      : notice(key, 'resolved', { defect: ref, build: defect.fixBuild }),
  ];
}
