/** An archive that this small reader does not know: encrypted, over 4 GiB, or broken. */
export class UnknownZip extends Error {}

export interface ZipMember {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly when: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly attributes: number;
  readonly offset: number;
}

const END = 0x06054b50;
const MEMBER = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MEMBER_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;
const MAX_MEMBERS = 20_000;
const UTF8_NAME = 0x800;
const ENCRYPTED = 1;
const TELLS_LATER = 8;

const viewOf = async (blob: Blob): Promise<DataView> => new DataView(await blob.arrayBuffer());

const nameOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};

const readMember = (view: DataView, at: number): { member: ZipMember; next: number } => {
  if (view.getUint32(at, true) !== MEMBER) throw new UnknownZip();
  const nameLength = view.getUint16(at + 28, true);
  const start = view.byteOffset + at + MEMBER_BYTES;
  const name = nameOf(new Uint8Array(view.buffer, start, nameLength));
  const member: ZipMember = {
    name,
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    when: view.getUint32(at + 12, true),
    crc: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    attributes: view.getUint32(at + 38, true),
    offset: view.getUint32(at + 42, true),
  };
  const more = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return { member, next: at + MEMBER_BYTES + nameLength + more };
};

/** The members of an archive by its directory (APPNOTE 6.3.10, 4.3.12 and 4.3.16). */
export async function readMembers(zip: Blob): Promise<readonly ZipMember[]> {
  const tail = await viewOf(zip.slice(Math.max(0, zip.size - END_BYTES - MAX_COMMENT)));
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new UnknownZip();
  const count = tail.getUint16(at + 10, true);
  const start = tail.getUint32(at + 16, true);
  const size = tail.getUint32(at + 12, true);
  if (start === 0xffffffff || count > MAX_MEMBERS) throw new UnknownZip();
  const directory = await viewOf(zip.slice(start, start + size));
  const members: ZipMember[] = [];
  for (let place = 0; members.length < count;) {
    if (place + MEMBER_BYTES > directory.byteLength) throw new UnknownZip();
    const { member, next } = readMember(directory, place);
    members.push(member);
    place = next;
  }
  return members;
}

/** The bytes of a member as they are stored. */
export async function packedBytes(zip: Blob, member: ZipMember): Promise<Blob> {
  const head = await viewOf(zip.slice(member.offset, member.offset + LOCAL_BYTES));
  if (head.byteLength < LOCAL_BYTES || head.getUint32(0, true) !== LOCAL) throw new UnknownZip();
  const start = member.offset + LOCAL_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  return zip.slice(start, start + member.packedSize);
}

/** A member's bytes as a stream; undefined where this browser or this reader can't unpack them. */
export async function openMember(
  zip: Blob,
  member: ZipMember,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
  if (member.flags & ENCRYPTED) return undefined;
  const packed = await packedBytes(zip, member);
  if (member.method === 0) return packed.stream();
  if (member.method !== 8) return undefined;
  return packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as archives use it; `before` is the sum of what came first. */
export const crc32 = (bytes: Uint8Array, before = 0): number => {
  let sum = ~before;
  for (const byte of bytes) sum = CRC_TABLE[(sum ^ byte) & 255]! ^ (sum >>> 8);
  return ~sum >>> 0;
};

type NewMember = Omit<ZipMember, 'offset'>;

const header = (member: NewMember, offset: number | undefined): Uint8Array<ArrayBuffer> => {
  const name = new TextEncoder().encode(member.name);
  const fixed = offset === undefined ? LOCAL_BYTES : MEMBER_BYTES;
  const bytes = new Uint8Array(fixed + name.length);
  const view = new DataView(bytes.buffer);
  const shift = offset === undefined ? 0 : 2;
  view.setUint32(0, offset === undefined ? LOCAL : MEMBER, true);
  if (offset !== undefined) view.setUint16(4, 20, true);
  view.setUint16(4 + shift, 20, true);
  view.setUint16(6 + shift, (member.flags & ~TELLS_LATER) | UTF8_NAME, true);
  view.setUint16(8 + shift, member.method, true);
  view.setUint32(10 + shift, member.when, true);
  view.setUint32(14 + shift, member.crc, true);
  view.setUint32(18 + shift, member.packedSize, true);
  view.setUint32(22 + shift, member.size, true);
  view.setUint16(26 + shift, name.length, true);
  if (offset !== undefined) {
    view.setUint32(38, member.attributes, true);
    view.setUint32(42, offset, true);
  }
  bytes.set(name, fixed);
  return bytes;
};

/** Puts an archive together from members that are packed already. */
export const createZip = () => {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let size = 0;
  let directorySize = 0;
  let count = 0;
  return {
    add: (member: NewMember, packed: Blob): void => {
      const local = header(member, undefined);
      const entry = header(member, size);
      parts.push(local, packed);
      directory.push(entry);
      size += local.length + packed.size;
      directorySize += entry.length;
      count += 1;
    },
    end: (): Blob => {
      const end = new DataView(new ArrayBuffer(END_BYTES));
      end.setUint32(0, END, true);
      end.setUint16(8, count, true);
      end.setUint16(10, count, true);
      end.setUint32(12, directorySize, true);
      end.setUint32(16, size, true);
      return new Blob([...parts, ...directory, end.buffer]);
    },
  };
};
