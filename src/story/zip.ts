import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly text: string;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
/** 1 January 1980, where the format's calendar begins. */
const NO_DATE = 0x21;

/** A zip of a few small texts, after PKWARE's APPNOTE 4.3.7, 4.3.12 and 4.3.16. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text } of entries) {
    const packed = deflateRawSync(text);
    const about = [
      [VERSION, 2],
      [UTF8_NAMES, 2],
      [DEFLATED, 2],
      [0, 2],
      [NO_DATE, 2],
      [crc32(text), 4],
      [packed.length, 4],
      [Buffer.byteLength(text), 4],
      [Buffer.byteLength(name), 2],
      [0, 2],
    ] as const;
    const local = Buffer.concat([
      numbers([[LOCAL_HEADER, 4], ...about]),
      Buffer.from(name),
      packed,
    ]);
    const place = [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ] as const;
    directory.push(
      numbers([[CENTRAL_HEADER, 4], [VERSION, 2], ...about, ...place]),
      Buffer.from(name),
    );
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = numbers([
    [END_OF_DIRECTORY, 4],
    [0, 2],
    [0, 2],
    [entries.length, 2],
    [entries.length, 2],
    [central.length, 4],
    [offset, 4],
    [0, 2],
  ]);
  return Buffer.concat([...locals, central, end]);
}

type Field = readonly [value: number, bytes: number];

/** Little-endian numbers, one behind the other. */
const numbers = (fields: readonly Field[]): Buffer =>
  Buffer.concat(
    fields.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
