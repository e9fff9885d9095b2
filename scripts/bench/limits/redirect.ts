import express from 'express';
import { announce } from './announce.js';

/** The limit of the tracked link: Express and a redirect, nothing else. */
const app = express();
app.get('/s/:code', (_req, res) => {
  res.redirect(302, '/rounds');
});
announce(app);
