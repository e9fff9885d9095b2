import { expect } from 'chai';
import fc from 'fast-check';
import { readTicket, signTicket, TICKET_MAX } from '../../../src/features/claims/ticket.js';

const TICKET = {
  roundId: '01KA0000000000000000000000',
  applicationId: '01KA0000000000000000000001',
  applicationRef: 'A-7',
  personId: '01KA0000000000000000000002',
  language: 'zh-CN' as const,
  expiresAt: new Date('2026-03-10T02:00:00Z'),
  lanes: ['chongqing', 'all'],
};
const TEXT = signTicket('a secret', TICKET);

describe('a claim ticket', () => {
  it('is read as it was signed, and needs no escaping in a form', () => {
    expect(readTicket('a secret', TEXT)).to.deep.equal(TICKET);
    expect(new URLSearchParams({ ticket: TEXT }).toString()).to.equal(`ticket=${TEXT}`);
  });

  it('is none under another secret', () => {
    expect(readTicket('another secret', TEXT)).to.equal(undefined);
  });

  it('is none with any character changed, left out or added', () => {
    for (let at = 0; at < TEXT.length; at += 1)
      for (const sign of ['', '0', 'z', '.', '_', 'é']) {
        const changed = TEXT.slice(0, at) + sign + TEXT.slice(at + 1);
        const longer = TEXT.slice(0, at) + (sign || 'x') + TEXT.slice(at);
        if (changed !== TEXT) expect(readTicket('a secret', changed)).to.equal(undefined);
        expect(readTicket('a secret', longer)).to.equal(undefined);
      }
  });

  it('is none for any other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: TICKET_MAX + 10 }), (text) => {
        expect(readTicket('a secret', text)).to.equal(undefined);
      }),
    );
  });
});
