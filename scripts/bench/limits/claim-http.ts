import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * What Node's own server gives, without Express, a database or a rule: it reads the form to its end
 * and answers the bytes of a real answer. Argument: the file that holds the page.
 */
const page = readFileSync(process.argv[2] ?? '', 'utf8');
const head = ['Content-Type', 'text/html; charset=utf-8'];
const server = createServer((req, res) => {
  req.resume().once('end', () => {
    res.writeHead(200, [...head, 'Content-Length', String(Buffer.byteLength(page))]).end(page);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
