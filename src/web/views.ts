import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { create } from 'express-handlebars';
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

type Done = (error: unknown, html?: string) => void;

export interface Views {
  /** For `app.set('views', dir)`. */
  readonly dir: string;
  /** For `app.engine(extension, engine)` and `app.set('view engine', extension)`. */
  readonly extension: string;
  engine(path: string, options: object, done: Done): void;
}

const VIEWS_DIR = fileURLToPath(new URL('../../views/', import.meta.url));

/**
 * Handlebars over `views/`: every file there is also a partial under its path without ending
 * (`partials/field`, `rounds/_row`). Templates see plain data only: prototype access stays off.
 */
export function createViews(deps: ViewsDeps): Views {
  const dir = deps.viewsDir ?? VIEWS_DIR;
  const handlebars = create({
    extname: '.hbs',
    defaultLayout: 'site',
    layoutsDir: join(dir, 'layouts'),
    partialsDir: dir,
    helpers: createHelpers(deps.translations, deps.assets),
    // Without this a partial inside an indented line would indent what stands in a textarea.
    compilerOptions: { preventIndent: true },
  });
  return {
    dir,
    extension: 'hbs',
    engine(path, options, done) {
      handlebars.renderView(path, { ...options, cache: deps.cache }).then(
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
