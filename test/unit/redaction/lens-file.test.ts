import { expect } from 'chai';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import yazl from 'yazl';
import { protectFile } from '../../../src/browser/lens-file.js';
import { openMember, readMembers } from '../../../src/browser/lens-zip.js';
import { createDigest, createRedactor } from '../../../src/features/redaction/index.js';
import { SAMPLE_TOMBSTONE, tombstoneProto } from '../../support/tombstones.js';

const LOG = 'imei=860123045678904\nplain line\n姓名：王小明\n';
const redactorFor = () => createRedactor({ digest: createDigest('a key of tests') });

const protectedFile = (bytes: Buffer): Promise<Blob | undefined> =>
  protectFile(new Blob([new Uint8Array(bytes)]), {
    redactorFor,
    onBytes: () => undefined,
    isWriting: true,
  });

const bytesOf = async (blob: Blob | undefined): Promise<Buffer> =>
  Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));

const zipOf = (members: Readonly<Record<string, Buffer>>): Promise<Buffer> => {
  const zip = new yazl.ZipFile();
  for (const [name, bytes] of Object.entries(members)) zip.addBuffer(bytes, name);
  zip.end();
  return buffer(zip.outputStream);
};

const textsOf = async (zip: Blob): Promise<Record<string, string>> => {
  const texts: Record<string, string> = {};
  for (const member of await readMembers(zip)) {
    const stream = await openMember(zip, member);
    texts[member.name] = await new Response(stream).text();
  }
  return texts;
};

const memberOf = async (zip: Blob, name: string): Promise<Blob> => {
  const member = (await readMembers(zip)).find((one) => one.name === name);
  return new Response(member && (await openMember(zip, member))).blob();
};

describe('the privacy lens on a file', () => {
  it('replaces what is personal in a text and keeps the rest', async () => {
    const text = (await bytesOf(await protectedFile(Buffer.from(LOG)))).toString();
    expect(text).to.match(/^imei=\[IMEI:\w{8}\]\nplain line\n姓名：\[NAME:\w{8}\]\n$/);
  });

  it('reads UTF-16 and GB18030', async () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(LOG, 'utf16le')]);
    expect((await bytesOf(await protectedFile(wide))).toString()).to.include('[IMEI:');
    const chinese = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x3d, 0xcd, 0xf5, 0xd0, 0xa1, 0xc3, 0xf7]);
    expect((await bytesOf(await protectedFile(chinese))).toString()).to.match(/^姓名=\[NAME:/);
  });

  it('halves no value of a line longer than what it holds at once', async () => {
    const item = '{"phone":"13812345678","n":1},';
    const text = (await bytesOf(await protectedFile(Buffer.from(item.repeat(60_000))))).toString();
    expect(text).to.have.length.above(1_000_000);
    expect(text.replace(/\[PHONE:\w{8}\]/g, '')).not.to.match(/\d{3}/);
  });

  it('keeps gzip gzip', async () => {
    const packed = await bytesOf(await protectedFile(gzipSync(LOG)));
    expect(gunzipSync(packed).toString()).to.match(/^imei=\[IMEI:\w{8}\]\n/);
  });

  it('writes an archive anew, nested ones too, with names and pictures', async () => {
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0]);
    const inner = await zipOf({ 'main.txt': Buffer.from(LOG) });
    const outer = await zipOf({
      '王小明.log': Buffer.from(LOG),
      'screen.png': picture,
      'bugreport.zip': inner,
    });
    const result = (await protectedFile(outer)) ?? new Blob();
    const members = await readMembers(result);
    expect(members.map(({ name }) => name).join()).to.match(/\[FILE:\w{8}\]\.log/);
    const texts = await textsOf(result);
    expect(JSON.stringify(texts)).not.to.match(/860123045678904|王小明/);
    const nested = members.find(({ name }) => name === 'bugreport.zip');
    const stream = nested && (await openMember(result, nested));
    const innerTexts = await textsOf(await new Response(stream).blob());
    expect(innerTexts['main.txt']).to.include('[IMEI:');
    const kept = members.find(({ name }) => name === 'screen.png');
    expect(kept?.size).to.equal(picture.length);
  });

  it('reaches packed texts in archives, three archives deep', async () => {
    const packed = await zipOf({ 'logcat.gz': gzipSync(LOG), 'main.txt': Buffer.from(LOG) });
    let archive = packed;
    for (let depth = 0; depth < 2; depth += 1) archive = await zipOf({ 'bugreport.zip': archive });
    let result = (await protectedFile(archive)) ?? new Blob();
    for (let depth = 0; depth < 2; depth += 1) result = await memberOf(result, 'bugreport.zip');
    const log = await bytesOf(await memberOf(result, 'logcat.gz'));
    expect(gunzipSync(log).toString()).to.match(/^imei=\[IMEI:\w{8}\]\n/);
    expect((await textsOf(result))['main.txt']).to.match(/^imei=\[IMEI:\w{8}\]\n/);
  });

  it('tells of a member that is no text, and keeps it', async () => {
    const tombstone = tombstoneProto(SAMPLE_TOMBSTONE);
    const told: boolean[] = [];
    for (const members of [{ 'a.txt': Buffer.from(LOG) }, { 'tombstone_00.pb': tombstone }]) {
      let hasUnread = false;
      const onUnread = (): void => {
        hasUnread = true;
      };
      const work = { redactorFor, onBytes: () => undefined, onUnread, isWriting: true };
      await protectFile(new Blob([new Uint8Array(await zipOf(members))]), work);
      told.push(hasUnread);
    }
    expect(told).to.deep.equal([false, true]);
  });

  it('leaves what is no text', async () => {
    expect(await protectedFile(Buffer.from([0, 1, 2, 3, 4, 5, 0, 0]))).to.equal(undefined);
  });

  it('refuses an archive that is cut off', async () => {
    const zip = await zipOf({ 'main.txt': Buffer.from(LOG) });
    const failure = await protectedFile(zip.subarray(0, 40)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
  });
});
