import { expect } from 'chai';
import {
  agreementOf,
  hashAgreement,
  makeAgreement,
  reviseAgreement,
  roundPhase,
} from '../../../src/features/rounds/round.js';
import { applyDoor } from '../../../src/features/rounds/round-page.js';
import { parseRevisions } from '../../../src/features/rounds/program.js';
import type { Role, Viewer } from '../../../src/kernel/people.js';

const at = (time: string) => new Date(`2026-03-03T${time}Z`);
const times = {
  publishedAt: at('08:00:00.000'),
  opensAt: at('10:00:00.000'),
  closesAt: at('12:00:00.000'),
  decidedAt: null,
  runningAt: null,
  endedAt: null,
  mode: 'draw' as const,
};

describe('the phase of a round', () => {
  for (const [now, phase] of [
    ['09:59:59.999', 'announced'],
    ['10:00:00.000', 'open'],
    ['11:59:59.999', 'open'],
    ['12:00:00.000', 'closed'],
  ] as const)
    it(`is ${phase} at ${now}`, () => {
      expect(roundPhase(times, at(now))).to.equal(phase);
    });

  for (const now of ['09:00:00.000', '10:00:00.000', '13:00:00.000'])
    it(`is draft at ${now} without a publication`, () => {
      expect(roundPhase({ ...times, publishedAt: null }, at(now))).to.equal('draft');
    });

  it('is ended from the very instant it was ended at, even while it was open', () => {
    const round = { ...times, endedAt: at('11:00:00.000') };
    expect(roundPhase(round, at('10:59:59.999'))).to.equal('open');
    expect(roundPhase(round, at('11:00:00.000'))).to.equal('ended');
  });
});

describe('an agreement', () => {
  const text = { en: 'Keep it secret.', 'zh-CN': '请保密。' };
  const first = makeAgreement(1, text);

  it('hashes version and both texts, whatever the order of the keys', () => {
    expect(hashAgreement(1, { 'zh-CN': '请保密。', en: 'Keep it secret.' })).to.equal(first.hash);
    expect(first.hash).to.match(/^[0-9a-f]{64}$/);
    expect(hashAgreement(2, text)).not.to.equal(first.hash);
  });

  it('stays the same object while no word changes', () => {
    expect(reviseAgreement(first, { ...text })).to.equal(first);
  });

  it('gets the next version and another hash when a word of one language changes', () => {
    const second = reviseAgreement(first, { ...text, 'zh-CN': '请严格保密。' });
    expect(second.version).to.equal(2);
    expect(second.hash).not.to.equal(first.hash);
  });

  it('can be read in every version it ever had', () => {
    const round = { agreement: makeAgreement(2, text), earlierAgreements: [first] };
    expect(agreementOf(round, 1)).to.equal(first);
    expect(agreementOf(round, 2)?.version).to.equal(2);
    expect(agreementOf(round, 3)).to.equal(undefined);
  });
});

describe('the door of a round page', () => {
  const viewer = (...roles: Role[]) => ({ roles }) as unknown as Viewer;
  const tester = viewer('tester');
  const submitted = { state: 'submitted' } as const;
  const withdrawn = { state: 'withdrawn' } as const;

  for (const [who, phase, door] of [
    [{ viewer: undefined, application: undefined }, 'open', 'sign_in'],
    [{ viewer: tester, application: undefined }, 'open', 'apply'],
    [{ viewer: tester, application: submitted }, 'open', 'change'],
    [{ viewer: tester, application: withdrawn }, 'open', 'again'],
    [{ viewer: viewer('qa'), application: undefined }, 'open', 'staff'],
    [{ viewer: viewer('tester', 'admin'), application: undefined }, 'open', 'staff'],
    [{ viewer: tester, application: undefined }, 'announced', 'announced'],
    [{ viewer: tester, application: submitted }, 'closed', 'closed'],
    [{ viewer: viewer('admin'), application: undefined }, 'draft', 'draft'],
    [{ viewer: undefined, application: undefined }, 'ended', 'ended'],
  ] as const)
    it(`leads ${who.viewer?.roles.join(' and ') ?? 'a visitor'} to ${door} while ${phase}`, () => {
      expect(applyDoor('draw', phase, who.viewer, who.application)).to.equal(door);
    });
});

describe('typed hardware revisions', () => {
  it('are split at commas of both widths and spaces, in capitals, each once', () => {
    expect(parseRevisions('evt, DVT、PVT，dvt')).to.deep.equal(['EVT', 'DVT', 'PVT']);
  });
});
