import { readFileSync } from 'node:fs';
import express from 'express';
import { announce } from './announce.js';

/**
 * The limit of claims: Express with nothing behind it, answering the bytes of a real answer. It
 * reads neither the form nor a database. Argument: the file that holds the page.
 */
const page = readFileSync(process.argv[2] ?? '', 'utf8');
const app = express();
app.post('/rounds/:slug/claims', (_req, res) => {
  res.send(page);
});
announce(app);
