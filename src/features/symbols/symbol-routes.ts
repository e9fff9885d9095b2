import type { Language } from '../../kernel/people.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Receiver, type Route } from '../../web/route.js';
import { createUploads } from '../../web/upload.js';
import { uploadLimits, type UploadSettings } from '../../web/upload-limits.js';
import type { Accounts } from '../accounts/index.js';
import * as input from './symbol-input.js';
import { symbolsModel } from './symbol-page.js';
import type { SymbolQueries } from './symbol-queries.js';
import type { SymbolService } from './symbol-service.js';

export interface SymbolRoutesDeps {
  readonly service: SymbolService;
  readonly queries: SymbolQueries;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
  /** For symbol files only: its sweeper removes what no record names. */
  readonly symbolVault: FileVault;
  readonly limits: UploadSettings;
}

const LIST = '/admin/symbols';
const FIELDS = ['symbols', 'build', 'package', 'version'];

/** Reads one symbol file, field `symbols`, from a multipart form. */
function receiverOf({ service, symbolVault: vault, limits }: SymbolRoutesDeps): Receiver {
  const uploads = createUploads({
    limits: uploadLimits(limits, { busyCode: 'symbols.busy' }),
    newPath: vault.newPath,
    freeBytes: vault.freeBytes,
    admit: service.admit,
  });
  return uploads.receiver({ field: 'symbols', files: 1, filesBytes: limits.fileBytes });
}

/** Mapping and symbol files, for QA. */
export function symbolRoutes(deps: SymbolRoutesDeps): readonly Route[] {
  const { service, queries, accounts, translations, limits } = deps;

  async function list(after: string | undefined, language: Language): Promise<Reply> {
    const found = await queries.page(after);
    const names = await accounts.cards(found.rows.map(({ byId }) => byId));
    const labels = Object.fromEntries(
      FIELDS.map((name) => [name, translations.translate(language, `symbols.fields.${name}`)]),
    );
    const model = symbolsModel({ page: found, after, names, maxBytes: limits.fileBytes, labels });
    return page('symbols/index', text('symbols.title'), model);
  }

  return [
    get(LIST, {
      access: 'qa',
      input: input.listSymbols,
      handle: ({ input: { after }, facts }) => list(after, facts.language),
    }),
    post(LIST, {
      access: 'qa',
      input: input.addSymbols,
      receive: receiverOf(deps),
      retry: ({ facts }) => list(undefined, facts.language),
      async handle({ input, viewer, files: [file] }) {
        await service.add(viewer, file, input);
        return redirect(LIST, 'symbols.added');
      },
    }),
    post(`${LIST}/:id/remove`, {
      access: 'qa',
      input: input.removeSymbols,
      async handle({ input: { id } }) {
        await service.remove(id);
        return redirect(LIST, 'symbols.removed');
      },
    }),
  ];
}
