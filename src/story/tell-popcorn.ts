import { versionOf, type Release } from '../features/releases/index.js';
import { Forbidden } from '../kernel/errors.js';
import { HOUR, later, MINUTE } from '../kernel/clock.js';
import { VOICES, type VoicePlot } from './plot/popcorn.js';
import { RELEASES, type ReleasePlot } from './plot/releases.js';
import { PROGRAM } from './plot/rounds.js';
import { FIRST_WAVE } from './plot/seats.js';
import type { Teller } from './teller.js';

/** People have had some days with the build. */
const FIRST_VOICE_AFTER_MS = 58 * HOUR;
const BETWEEN_VOICES_MS = 37 * MINUTE;

/** What the first wave says of each published release, and the count when it closes. */
export function tellPopcorn(teller: Teller): void {
  for (const plot of RELEASES)
    if (plot.frozenOn) teller.on(plot.frozenOn, () => followRelease(teller, plot));
}

/** The release has its date now, and will have been published before anybody speaks. */
async function followRelease(teller: Teller, plot: ReleasePlot): Promise<void> {
  const { container, schedule } = teller;
  const name = { modelCode: PROGRAM.code, build: plot.build };
  const { publishAt } = await container.releases.service.byName(name);
  const look = async () => {
    for (const job of container.popcorn.jobs) await job.run();
  };
  for (const [index, fan] of FIRST_WAVE.entries()) {
    const voice = VOICES[index % VOICES.length];
    const at = later(publishAt, FIRST_VOICE_AFTER_MS + index * BETWEEN_VOICES_MS);
    // Each is said in these words once; the others only choose.
    const words = index < VOICES.length ? {} : { annoyed: '', next: '' };
    if (voice) schedule.at(at, () => speak(teller, name, fan, { ...voice, ...words }));
  }
  schedule.at(later(publishAt, MINUTE), async () => {
    const { closesAt } = await container.releases.service.byName(name);
    if (closesAt) schedule.at(later(closesAt, MINUTE), look);
  });
}

async function speak(
  { container, viewer }: Teller,
  name: Pick<Release, 'modelCode' | 'build'>,
  fan: string,
  voice: VoicePlot,
): Promise<void> {
  const { votes, experiences } = container.popcorn;
  const release = await container.releases.service.byName(name);
  const [first] = release.entries;
  const [version, person] = [versionOf(name), viewer(fan)];
  const liked = voice.likesFirst && first ? [first.defectRef] : [];
  const { feel, next, annoyed: annoyedText } = voice;
  try {
    await experiences.tell(version, { liked, annoyed: [], annoyedText, feel, next }, person);
    if (first) await experiences.react(version, first.defectRef, 'great', person);
    for (const engineer of voice.votes) await votes.give(version, viewer(engineer).id, person);
  } catch (error) {
    // A fan whose phone has not told of the build yet is refused, as anybody would be.
    if (!(error instanceof Forbidden)) throw error;
  }
}
