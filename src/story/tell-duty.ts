import type { Engineer } from './plot/topic.js';
import type { Teller } from './teller.js';

/** Early and late, every day; they meet for an hour. */
const SHIFTS: readonly (readonly [by: Engineer, from: string, to: string])[] = [
  ['guchen', '09:00', '16:00'],
  ['nora', '15:00', '22:00'],
];
const FIRST_DAY = -1;
const LAST_DAY = 5;

const NOTE = 'Torch and camera reports come in from build 3.0.11. I asked two testers for a log.';

const ANSWERS = [
  {
    ref: 'update-first',
    name: 'Update first',
    text: {
      en: 'Hello {{tester}}, this is fixed in {{fixBuild}}. Please update {{unit}} and try again.',
      'zh-CN': '{{tester}}，你好，这个问题已在 {{fixBuild}} 修复，请更新 {{unit}} 后再试一次。',
    },
    kinds: ['crash', 'problem'],
  },
  {
    ref: 'send-a-log',
    name: 'Send a log',
    text: {
      en: 'Hello {{tester}}, please make a bug report on {{unit}} right after it happens and send it here.',
      'zh-CN': '{{tester}}，你好，请在问题出现后立刻用 {{unit}} 生成一份错误报告，发到这里。',
    },
    kinds: [],
  },
] as const;

/** Who answers this week, what one left to the other, and what they answer most often. */
export function tellDuty({ on, container, calendar, viewer }: Teller): void {
  const { rota, cannedAnswers } = container;
  on([FIRST_DAY, '08:30'], async () => {
    for (const { ref, ...words } of ANSWERS)
      await cannedAnswers.service.add(ref, words, viewer('guchen'));
    for (let day = FIRST_DAY; day <= LAST_DAY; day += 1)
      for (const [by, from, to] of SHIFTS)
        await rota.service.add(viewer(by), {
          ...{ personId: viewer(by).id, remark: '' },
          startsAt: calendar.at(day, from),
          endsAt: calendar.at(day, to),
        });
  });
  on([FIRST_DAY, '21:50'], async () => {
    const [from, to] = [calendar.at(FIRST_DAY, '21:00'), calendar.at(FIRST_DAY, '21:01')];
    const [late] = await rota.shiftsBetween(from, to);
    if (late) await rota.service.leaveNote(viewer('nora'), late.id, NOTE);
  });
}
