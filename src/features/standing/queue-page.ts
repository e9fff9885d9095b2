import type { Page } from '../../kernel/page-request.js';
import { QUEUE_VIEWS, type QueueRow, type QueueView } from './queue.js';
import { TONES, type Scene } from './standing-page.js';

export interface QueueFacts {
  readonly view: QueueView;
  readonly page: Page<QueueRow>;
  readonly counts: Readonly<Record<QueueView, number>>;
  readonly after: string | undefined;
}

export const queueModel = (
  { view, page, counts, after }: QueueFacts,
  { say, names }: Pick<Scene, 'say' | 'names'>,
) => ({
  view,
  views: QUEUE_VIEWS.map((key) => ({ key, count: counts[key], isCurrent: key === view })),
  rows: page.rows.map(({ personId, state, since }) => ({
    person: names.get(personId),
    status: say(`standing.states.${state}`),
    tone: TONES[state],
    since,
  })),
  next: page.next,
  after,
});
