import { expect } from 'chai';
import { NOTICE_TOPICS } from '../../../src/kernel/notice.js';
import { muteToken, readMuteToken } from '../../../src/features/notices/mute-token.js';
import {
  canMute,
  deliveredAt,
  groupOf,
  isUrgent,
  MAX_ATTEMPTS,
  readableFacts,
  retryAfter,
} from '../../../src/features/notices/notice.js';
import { writeLetter, type LetterWords } from '../../../src/features/notices/letter-text.js';

const at = (time: string) => new Date(`2026-03-03T${time}Z`);
const fresh = (topic: 'due' | 'offer', text = 'x.notices.y') => ({
  ...{ personId: 'mei', key: 'k', facts: {}, link: '/' },
  topic,
  text,
});

describe('a notice', () => {
  it('shares its row with its like of ten minutes, unless it is urgent', () => {
    const due = fresh('due');
    expect(groupOf('1', due, at('02:00:00'))).to.equal(groupOf('2', due, at('02:09:59')));
    expect(groupOf('1', due, at('02:00:00'))).not.to.equal(groupOf('2', due, at('02:10:00')));
    expect(groupOf('1', due, at('02:00:00'))).not.to.equal(
      groupOf('2', fresh('due', 'x.notices.z'), at('02:00:00')),
    );
    expect(groupOf('1', fresh('offer'), at('02:00:00'))).not.to.equal(
      groupOf('2', fresh('offer'), at('02:00:00')),
    );
  });

  it('is mailed at once when it carries a deadline, an answer that is due among them', () => {
    expect((['offer', 'promise'] as const).map(isUrgent)).to.deep.equal([true, true]);
    expect((['due', 'release'] as const).map(isUrgent)).to.deep.equal([false, false]);
  });

  it('is delivered when it was first shown or mailed', () => {
    const [early, late] = [at('02:00:00'), at('03:00:00')];
    const of = (shownAt: Date | null, sentAt: Date | null) =>
      deliveredAt({ shownAt, mail: { sentAt } });
    expect(of(null, null)).to.equal(null);
    expect(of(late, null)).to.equal(late);
    expect(of(null, late)).to.equal(late);
    expect(of(late, early)).to.equal(early);
    expect(of(early, late)).to.equal(early);
  });

  it('shows instants as dates and leaves everything else alone', () => {
    const facts = { count: 2, expiresAt: '2026-03-03T02:00:00.000Z', wrongAt: 'soon', at: 'x' };
    expect(readableFacts(facts, (date) => `<${date.toISOString()}>`)).to.deep.equal({
      ...{ count: 2, wrongAt: 'soon', at: 'x' },
      expiresAt: '<2026-03-03T02:00:00.000Z>',
    });
  });

  it('is given up after six attempts', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, done) => retryAfter(done + 1));
    expect(waits.slice(0, -1).every((wait) => wait !== undefined && wait > 0)).to.equal(true);
    expect(waits.at(-1)).to.equal(undefined);
  });
});

describe('a mute link', () => {
  it('names one person and one topic that may be muted', () => {
    for (const topic of NOTICE_TOPICS) {
      const token = muteToken('secret', { personId: 'mei', topic });
      expect(readMuteToken('secret', token)).to.deep.equal(
        canMute(topic) ? { personId: 'mei', topic } : undefined,
      );
      expect(readMuteToken('other', token)).to.equal(undefined);
    }
    expect(canMute('account') || canMute('standing')).to.equal(false);
  });
});

describe('a mail', () => {
  const words: LetterWords = {
    say: (key, facts = {}) => `${key}${JSON.stringify(facts)}`,
    formatAt: (date) => date.toISOString(),
    baseUrl: 'https://beta.example.com',
    muteUrl: (topic) => `https://beta.example.com/mute/${topic}`,
  };
  const notice = (id: string, topic: 'due' | 'meetup' | 'standing') => ({
    ...{ id, topic, facts: {} },
    text: `say.${topic}`,
  });

  it('has the only sentence as its subject, else their number', () => {
    expect(writeLetter('Mei', [notice('1', 'due')], 1, words).subject).to.equal('say.due{}');
    const two = writeLetter('Mei', [notice('1', 'due'), notice('2', 'due')], 2, words);
    expect(two.subject).to.equal('notices.mail.subject{"count":2}');
  });

  it('gives each topic its reason once, and a way out where there is one', () => {
    const mixed = [notice('1', 'due'), notice('2', 'due'), notice('3', 'standing')];
    const { text, unsubscribeUrl } = writeLetter('Mei', mixed, 3, words);
    expect(text.match(/notices\.why\.due/g)).to.have.length(1);
    expect(text.match(/\/mute\//g)).to.have.length(1);
    expect(text).to.include('notices.why.standing').and.not.include('/mute/standing');
    expect(unsubscribeUrl).to.equal(undefined);
  });

  it('offers one-click only when it is about a single topic', () => {
    expect(writeLetter('Mei', [notice('1', 'due')], 1, words).unsubscribeUrl).to.match(/due$/);
    expect(writeLetter('Mei', [notice('1', 'standing')], 1, words).unsubscribeUrl).to.equal(
      undefined,
    );
  });
});
