import type { Contact } from '../features/rounds/index.js';
import { answerField } from '../features/rounds/screening.js';
import { addProgram, addRound } from '../features/rounds/round-input.js';
import { toLocalTime } from '../kernel/time-zone.js';
import { STORY_ZONE } from './calendar.js';
import { FANS, type Fan } from './people.js';
import {
  AGREEMENT,
  BUILD_HOUR,
  BUILDS,
  FIRST_ROUND,
  PROGRAM,
  QUESTIONS,
  SECOND_ROUND,
  THIRD_ROUND,
  WHY,
  type RoundPlot,
} from './plot/rounds.js';
import {
  FIRST_APPLICATIONS,
  SECOND_APPLICATIONS,
  THIRD_APPLICATIONS,
  WITHDRAWN,
  type Moment,
} from './plot/seats.js';
import type { Teller } from './teller.js';

/** The programme with its builds, three rounds, and who applied to them. */
export function tellRounds(teller: Teller): void {
  const { rounds } = teller.container;
  teller.on([-56, '14:00'], async () => {
    await rounds.service.addProgram(addProgram.parse({ ...PROGRAM, zone: STORY_ZONE }));
  });
  for (const { version, day } of BUILDS)
    teller.on([day, BUILD_HOUR], () =>
      rounds.service.addBuild({ modelCode: PROGRAM.code, version }),
    );
  for (const round of [FIRST_ROUND, SECOND_ROUND, THIRD_ROUND]) tellRound(teller, round);
  for (const [fan, on] of FIRST_APPLICATIONS) tellApplication(teller, fan, on, FIRST_ROUND);
  for (const [fan, on] of SECOND_APPLICATIONS) tellApplication(teller, fan, on, SECOND_ROUND);
  for (const [fan, on] of THIRD_APPLICATIONS) tellApplication(teller, fan, on, THIRD_ROUND);
  const [fan, on] = WITHDRAWN;
  teller.on(on, () => rounds.applications.withdraw(teller.viewer(fan), FIRST_ROUND.slug));
}

/** As the admin's form would send it. */
function tellRound({ container, calendar, on }: Teller, round: RoundPlot): void {
  const { service } = container.rounds;
  const onWall = (day: number, time: string) => toLocalTime(calendar.at(day, time), STORY_ZONE);
  on([round.addedOn, '16:10'], async () => {
    await service.add(
      addRound.parse({
        program: PROGRAM.slug,
        slug: round.slug,
        titleEn: round.title.en,
        titleZh: round.title['zh-CN'],
        summaryEn: round.summary.en,
        summaryZh: round.summary['zh-CN'],
        agreementEn: AGREEMENT.en,
        agreementZh: AGREEMENT['zh-CN'],
        opensAt: onWall(round.opensOn, '12:00'),
        closesAt: onWall(round.closesOn, '20:00'),
        offerHours: '48',
        ...QUESTIONS,
        ...round.terms,
      }),
    );
  });
  on([round.publishedOn, '10:00'], async () => {
    await service.publish(round.slug);
    // In life a job's work, within the minute: fixes the seed before anybody applies.
    await container.selections.service.sweep();
  });
}

function tellApplication(teller: Teller, handle: string, on: Moment, { slug }: RoundPlot): void {
  const fan = FANS.find((one) => one.handle === handle);
  if (!fan) throw new Error(`${handle} is no fan`);
  teller.on(on, async () => {
    await teller.container.rounds.applications.submit(teller.viewer(handle), {
      slug,
      city: fan.city,
      contact: contactOf(fan),
      answers: {
        [answerField('q1')]: fan.phone,
        [answerField('q2')]: String(teller.chance.between(2, 14)),
        [answerField('q3')]: `o${teller.chance.between(1, 3)}`,
        [answerField('q4')]: WHY[handle] ?? '',
      },
    });
  });
}

/** A number that nobody has, and a house in the right city. */
function contactOf(fan: Fan): Contact {
  const number = FANS.indexOf(fan) + 1;
  const host = FANS.find(({ handle }) => handle === fan.livesWith) ?? fan;
  const house = FANS.indexOf(host) + 1;
  const isChinese = /\p{Script=Han}/u.test(fan.city);
  return {
    phone: `100 0000 ${String(number).padStart(4, '0')}`,
    address: isChinese ? `${fan.city}市人民路 ${house} 号` : `${house} Station Road, ${fan.city}`,
  };
}
