import type { Meetup } from '../features/meetups/index.js';
import { createMeetup } from '../features/meetups/meetup-input.js';
import { toLocalTime } from '../kernel/time-zone.js';
import { STORY_ZONE } from './calendar.js';
import { ADMIN } from './people.js';
import { MEETUPS, type MeetupPlot } from './plot/gatherings.js';
import type { Teller } from './teller.js';

/** Minutes between one guest and the next. */
const PACE_MINUTES = 11;

/** One meetup that was, one to come, and one that a fan proposes. */
export function tellMeetups(teller: Teller): void {
  for (const plot of MEETUPS) tellMeetup(teller, plot);
}

function tellMeetup({ container, calendar, on, viewer }: Teller, plot: MeetupPlot): void {
  const { service, rsvps, byRef } = container.meetups;
  const { attended = [], left } = plot;
  let ref = '';
  const onWall = (time: string) => toLocalTime(calendar.at(plot.day, time), STORY_ZONE);
  const meetup = async (): Promise<Meetup> => {
    const found = await byRef(ref);
    if (!found) throw new Error(`${plot.title.en} is not there yet`);
    return found;
  };

  on(plot.writtenOn, async () => {
    const form = createMeetup.parse({
      title: plot.title.en,
      title_zh: plot.title['zh-CN'],
      about: plot.about.en,
      about_zh: plot.about['zh-CN'],
      city: plot.city,
      venue: plot.venue,
      startsAt: onWall(plot.from),
      endsAt: onWall(plot.until),
      zone: STORY_ZONE,
      capacity: String(plot.capacity),
    });
    ({ ref } = await service.create(form, viewer(plot.by)));
  });
  if (!plot.announcedOn) return;
  const [announced] = plot.announcedOn;
  on(plot.announcedOn, async () => {
    await service.decide(ref, 'announce', viewer(ADMIN.handle));
  });
  for (const [index, guest] of plot.guests.entries())
    on([announced, minuteOf(12, index)], async () => {
      await rsvps.signUp(ref, viewer(guest).id);
    });
  if (left) on([plot.day - 1, '20:10'], () => rsvps.leave(ref, viewer(left).id));
  for (const [index, guest] of attended.entries())
    on([plot.day, minuteOf(13, index)], async () => {
      const rsvp = (await meetup()).rsvps.find(({ personId }) => personId === viewer(guest).id);
      await rsvps.confirm(ref, rsvp?.code ?? '', viewer(ADMIN.handle));
    });
}

const minuteOf = (hour: number, index: number): string => {
  const minutes = index * PACE_MINUTES;
  const at = hour + Math.floor(minutes / 60);
  return `${String(at).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};
