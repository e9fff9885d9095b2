import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { create } from 'express-handlebars';
import type Handlebars from 'handlebars';
import type { Translations } from '../platform/i18n.js';
import type { Assets } from './assets.js';
import { createHelpers } from './view-helpers.js';

export interface ViewsDeps {
  /** Ends with the folder `views`; the default is the project's own. */
  readonly viewsDir?: string;
  readonly translations: Translations;
  readonly assets: Pick<Assets, 'asset'>;
  /** Keep compiled templates; off while they are being edited. */
  readonly cache: boolean;
}

/** What Express hands over: the model and everything that pages are drawn with. */
interface ViewOptions {
  /** A file of `layouts/` without its ending. */
  readonly layout?: string | false;
}

type Done = (error: unknown, html?: string) => void;

export interface Views {
  /** For `app.set('views', dir)`. */
  readonly dir: string;
  /** For `app.engine(extension, engine)` and `app.set('view engine', extension)`. */
  readonly extension: string;
  engine(path: string, options: ViewOptions, done: Done): void;
}

const EXTENSION = '.hbs';
const VIEWS_DIR = fileURLToPath(new URL('../../views/', import.meta.url));

/**
 * Handlebars over `views/`: every file there is also a partial under its path without ending
 * (`partials/field`, `rounds/_row`). Templates see plain data only: prototype access stays off.
 */
export function createViews(deps: ViewsDeps): Views {
  const dir = deps.viewsDir ?? VIEWS_DIR;
  const helpers = createHelpers(deps.translations, deps.assets);
  const handlebars = create({
    extname: EXTENSION,
    partialsDir: dir,
    helpers,
    compilerOptions: {
      // Without this a partial inside an indented line would indent what stands in a textarea.
      preventIndent: true,
      // A name is a helper or a value, decided once and not again for each row; a typo fails.
      knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
      knownHelpersOnly: true,
    },
  });
  const { cache } = deps;
  type Templates = Record<string, Handlebars.TemplateDelegate>;
  const gather = () => handlebars.getPartials({ cache }) as Promise<Templates>;
  let kept: Promise<Templates> | undefined;
  // `renderView` would gather the partials of the whole folder again for every page.
  const partials = () => (cache ? (kept ??= gather()) : gather());

  async function draw(file: string, context: object): Promise<string> {
    const template = (await handlebars.getTemplate(file, { cache })) as Handlebars.TemplateDelegate;
    return template(context, { helpers, partials: await partials() });
  }

  async function drawPage(file: string, options: ViewOptions): Promise<string> {
    const body = await draw(file, options);
    const { layout = 'site' } = options;
    if (layout === false) return body;
    return draw(join(dir, 'layouts', layout + EXTENSION), { ...options, body });
  }

  return {
    dir,
    extension: EXTENSION.slice(1),
    engine(path, options, done) {
      drawPage(path, options).then(
        (html) => {
          done(null, html);
        },
        (error: unknown) => {
          done(error);
        },
      );
    },
  };
}
