import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomUUID } from 'node:crypto';
import busboy from 'busboy';
import express from 'express';
import { announce } from './announce.js';

/** The limit of uploads: the multipart parser to a file, unhashed, unsynced, unrecorded. */
const folder = process.argv[2] ?? '.';
const app = express();
app.post('/uploads', (req, res, next) => {
  const parser = busboy({ headers: req.headers });
  const writes: Promise<unknown>[] = [];
  parser.on('file', (_name, stream) => {
    const file = path.join(folder, randomUUID());
    writes.push(pipeline(stream, createWriteStream(file)).then(() => unlink(file)));
  });
  parser.on('close', () => {
    Promise.all(writes).then(() => res.status(201).end(), next);
  });
  req.pipe(parser);
});
announce(app);
