import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { protectedTexts } from '../../../src/features/crashes/exam-copy.js';
import { tombstoneText } from '../../../src/features/crashes/tombstone-text.js';
import { SAMPLE_TOMBSTONE, tombstoneProto, wrappedTombstone } from '../../support/tombstones.js';
import { crashesIn } from './read-text.js';

describe('the protected copy of a file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'firstbatch-copy-'));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const copyOf = async (bytes: Buffer): Promise<string> => {
    const file = path.join(folder, 'file');
    await writeFile(file, bytes);
    let text = '';
    for await (const part of protectedTexts(file, 'a key of tests'))
      if ('lines' in part) text += part.lines;
    return text;
  };

  it('holds a protobuf tombstone as text, without what is personal', async () => {
    const model = { ...SAMPLE_TOMBSTONE, abortMessage: 'no route for 13812345678' };
    for (const bytes of [tombstoneProto(model), wrappedTombstone(model)]) {
      const text = await copyOf(bytes);
      expect(text).to.match(/^Abort message: 'no route for \[PHONE:\w{8}\]'$/m);
      expect(text).to.match(/^ {6}#00 pc 000000000004c310 {2}\S+libfirstbatch_isp\.so \(isp::/m);
      const [crash] = crashesIn(text);
      expect(crash).to.deep.include({ kind: 'native', pid: 911, tid: 1290, signal: 'SIGSEGV' });
    }
  });

  it('leaves out what the cut of a line beyond all measure may have halved', async () => {
    const words = Buffer.alloc(65_530, 'word ').toString();
    const text = await copyOf(Buffer.from(`${words}13812345678 ${'x'.repeat(300_000)}\nnext\n`));
    expect(text).not.to.include('13812');
    expect(text).to.match(/word \n?.*\nnext\n$/);
  });

  it('has no word for what is no tombstone at all', () => {
    for (const hex of ['', '08', 'ff', '0a05616263', 'ffffffffffffffffffffff'])
      expect(tombstoneText(Buffer.from(hex, 'hex'))).to.include('\n0 total frames\n');
  });
});
