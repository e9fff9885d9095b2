import { toViewer } from '../features/accounts/person.js';
import { later, MINUTE } from '../kernel/clock.js';
import {
  ADMIN,
  DEMO_PASSWORD,
  emailOf,
  ENGINEERS,
  FANS,
  SECOND_ADMIN,
  type Character,
} from './people.js';
import { FIRST_APPLICATIONS, SECOND_APPLICATIONS } from './plot/seats.js';
import type { Teller } from './teller.js';

/** People fill in the form some minutes after they signed up. */
const HESITATION_MS = 9 * MINUTE;

/** Staff comes through its links, fans through the open door. */
export function tellPeople({ container, calendar, schedule, on, meet }: Teller): void {
  const { service } = container.accounts;

  on([-56, '10:05'], async () => {
    const token = await service.offerSetup();
    if (!token) throw new Error('The database already has an admin');
    meet(toViewer(await service.setUp(token, newPerson(ADMIN))));
  });
  for (const colleague of [...ENGINEERS, SECOND_ADMIN])
    on([-56, '11:20'], async () => {
      const token = await service.invite(emailOf(colleague), colleague.roles);
      meet(toViewer(await service.join(token, newPerson(colleague))));
    });
  for (const [index, fan] of FANS.entries()) {
    const applies = [...FIRST_APPLICATIONS, ...SECOND_APPLICATIONS].find(
      ([handle]) => handle === fan.handle,
    );
    if (!applies) throw new Error(`${fan.handle} never applies`);
    const [, [day, time]] = applies;
    schedule.at(later(calendar.at(day, time), -HESITATION_MS), async () => {
      // An address of its own (RFC 5737), or the limiter would take all fans for one guesser.
      meet(toViewer(await service.signUp(newPerson(fan), `198.51.100.${index + 1}`)));
    });
  }
}

const newPerson = (character: Character) => ({
  email: emailOf(character),
  handle: character.handle,
  name: character.name,
  password: DEMO_PASSWORD,
  language: character.language,
  zone: character.zone,
});
