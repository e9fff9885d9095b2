import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { sha256 } from '../../../src/kernel/ids.js';
import { createFileVault, type FileVault } from '../../../src/platform/file-vault.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const nobody = () => Promise.resolve(new Set<string>());

describe('the file vault', () => {
  let dir: string;
  let vault: FileVault;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-vault-'));
    vault = createFileVault(dir);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  async function keep(text: string, at = NOW): Promise<string> {
    const file = vault.newPath();
    await writeFile(file, text);
    await vault.keep(file, sha256(text));
    await utimes(vault.pathOf(sha256(text)), at, at);
    return sha256(text);
  }
  const files = async () =>
    (await readdir(dir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();

  it('keeps a file under the hash of its bytes, two folders deep', async () => {
    const hash = await keep('crash');
    expect(vault.pathOf(hash)).to.equal(path.join(dir, hash.slice(0, 2), hash.slice(2, 4), hash));
    expect(await readFile(vault.pathOf(hash), 'utf8')).to.equal('crash');
    expect(await vault.has(hash)).to.equal(true);
    expect(await vault.has(sha256('other'))).to.equal(false);
  });

  it('keeps equal bytes once, also when they arrive at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => keep('the same')));
    expect(await files()).to.deep.equal([sha256('the same')]);
  });

  it('refuses a name that is no hash', () => {
    expect(() => vault.pathOf('../../etc/passwd')).to.throw();
  });

  it('sweeps what was left behind a day ago and nothing younger', async () => {
    const [old, young] = [vault.newPath(), vault.newPath()];
    await writeFile(old, 'half');
    await writeFile(young, 'half');
    await utimes(old, hoursAgo(25), hoursAgo(25));
    await utimes(young, hoursAgo(23), hoursAgo(23));
    expect(await vault.sweep(NOW, nobody)).to.deep.equal({ incoming: 1, objects: 0 });
    expect(await files()).to.deep.equal([path.basename(young)]);
  });

  it('sweeps objects that no record names', async () => {
    const [named, young] = [await keep('named', hoursAgo(900)), await keep('young', hoursAgo(1))];
    await keep('left', hoursAgo(25));
    const swept = await vault.sweep(NOW, () => Promise.resolve(new Set([named])));
    expect(swept.objects).to.equal(1);
    expect(await files()).to.deep.equal([named, young].sort());
  });

  it('leaves an object that is named or kept again while it looks', async () => {
    const [named, kept] = [await keep('named', hoursAgo(25)), await keep('kept', hoursAgo(25))];
    let asked = 0;
    const swept = await vault.sweep(NOW, async (hashes) => {
      asked += 1;
      if (asked === 1) await keep('kept', hoursAgo(0));
      return new Set(asked > 1 ? hashes.filter((hash) => hash === named) : []);
    });
    expect(swept.objects).to.equal(0);
    expect(await files()).to.deep.equal([named, kept].sort());
  });

  it('finds bytes that have changed', async () => {
    const [good, bad] = [await keep('good'), await keep('bad')];
    await writeFile(vault.pathOf(bad), 'rot');
    expect(await vault.verify()).to.deep.equal({ objects: 2, bytes: 7, damaged: [bad] });
    expect((await stat(vault.pathOf(good))).size).to.equal(4);
  });

  it('knows how much room is left', async () => {
    expect(await vault.freeBytes()).to.be.greaterThan(0);
  });
});
