import { NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import { page, text, type Reply } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import { countEntries } from './balance.js';
import * as input from './credit-input.js';
import { ledgerModel, pageOf } from './credit-page.js';
import type { CreditQueries } from './credit-queries.js';

export interface CreditRoutesDeps {
  readonly queries: Pick<CreditQueries, 'ofPerson'>;
  readonly defects: Pick<Defects, 'byIds'>;
  readonly personByHandle: Accounts['personByHandle'];
  readonly programmeZone: string;
}

/** The ledger of a person: one's own, and everybody's for staff. */
export function creditRoutes(deps: CreditRoutesDeps): readonly Route[] {
  async function ledgerOf(personId: string, after: string | undefined) {
    const entries = countEntries(await deps.queries.ofPerson(personId), deps.programmeZone);
    const lines = pageOf(entries, after);
    const ids = new Set(lines.rows.flatMap(({ defectId }) => defectId ?? []));
    const found = await deps.defects.byIds([...ids]);
    const refs = new Map(found.map(({ id, ref }) => [id, ref]));
    return ledgerModel({ entries, lines, refs, after });
  }
  const mine = async ({ id }: Viewer, after: string | undefined): Promise<Reply> =>
    page('credit/ledger', text('credit.title'), await ledgerOf(id, after));

  return [
    get('/me/credit', {
      access: 'member',
      input: input.listMine,
      handle: ({ input: { after }, viewer }) => mine(viewer, after),
    }),
    get('/people/:handle/credit', {
      access: 'staff',
      input: input.listOf,
      async handle({ input: { handle, after } }) {
        const person = await deps.personByHandle(handle);
        if (!person) throw new NotFound();
        const { name } = person;
        const model = { ...(await ledgerOf(person.id, after)), person: { name, handle } };
        return page('credit/ledger', text('credit.title_of', { name }), model);
      },
    }),
  ];
}
