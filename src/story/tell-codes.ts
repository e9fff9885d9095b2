import { ADMIN, FANS } from './people.js';
import { THIRD_ROUND } from './plot/rounds.js';
import { CODES } from './plot/seats.js';
import type { Teller } from './teller.js';

/** A handful of F-codes for the round that is to open, and the first of them redeemed. */
export function tellCodes({ container, calendar, on, viewer }: Teller): void {
  const { service } = container.invites;
  const { slug } = THIRD_ROUND;
  const { count, note, redeemed } = CODES;
  let code = '';
  on(CODES.issuedOn, async () => {
    const expiresAt = calendar.at(...CODES.expiresOn);
    const { codes } = await service.issue(viewer(ADMIN.handle).id, {
      ...{ slug, count, note, expiresAt },
      uses: 1,
    });
    code = codes[0] ?? '';
  });
  on(redeemed.on, async () => {
    const address = `198.51.100.${FANS.findIndex(({ handle }) => handle === redeemed.by) + 1}`;
    await service.redeem(viewer(redeemed.by), slug, code, address);
  });
}
