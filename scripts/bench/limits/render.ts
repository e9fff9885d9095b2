import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { create } from 'express-handlebars';
import Handlebars from 'handlebars';
import { announce } from './announce.js';

/**
 * The limit of a list page: bare Express drawing as many bytes from as many rows, the data in
 * memory, nobody signed in. Arguments: bytes of the page, rows.
 */
const bytes = Number(process.argv[2]);
const rows = Number(process.argv[3]);
const template =
  '<!doctype html><title>{{title}}</title><ul>{{#each rows}}<li><a href="{{href}}">{{title}}</a>' +
  '<span>{{kind}}</span><span>{{unit}}</span><span>{{person}}</span><time>{{at}}</time>' +
  '<p>{{text}}</p></li>{{/each}}</ul>';
const viewsDir = mkdtempSync(path.join(tmpdir(), 'firstbatch-limit-'));
writeFileSync(path.join(viewsDir, 'list.hbs'), template);

const modelWith = (text: string) => ({
  layout: false,
  title: 'The limit of a list',
  rows: Array.from({ length: rows }, (_, n) => ({
    href: `/reports/R-${n}`,
    title: `Report ${n}`,
    kind: 'crash',
    unit: `U-${n}`,
    person: 'Mei',
    at: '2026-03-03 10:00',
    text,
  })),
});
const bare = Handlebars.compile(template)(modelWith('')).length;
const model = modelWith('x'.repeat(Math.max(0, Math.round((bytes - bare) / rows))));

const app = express();
const { engine } = create({ extname: '.hbs' });
app.engine('hbs', (file, options, done) => void engine(file, options, done));
app.set('views', viewsDir);
app.set('view engine', 'hbs');
app.enable('view cache');
app.get('/list', (_req, res) => {
  res.render('list', model);
});
announce(app);
