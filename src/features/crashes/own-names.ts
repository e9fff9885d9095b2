/** Looks for a unit's own serial or IMEI in the bytes of a log, chunk by chunk. */
export interface OwnNames {
  write(chunk: Buffer): void;
  /** The end of one text: what stands there ends with it. */
  end(): void;
  wasFound(): boolean;
}

const isWord = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a));

interface Spelling {
  readonly bytes: Buffer;
  /** Bytes of one character. */
  readonly width: 1 | 2;
}

/** As ASCII, which UTF-8 and GB 18030 keep, and as UTF-16 in either order. */
function spellings(name: string): readonly Spelling[] {
  const little = Buffer.from(name, 'utf16le');
  const big = Buffer.from(little).swap16();
  return [
    { bytes: Buffer.from(name, 'latin1'), width: 1 },
    { bytes: little, width: 2 },
    { bytes: big, width: 2 },
  ];
}

/** A shorter name than that is found by chance. */
const SHORTEST = 6;

/**
 * A name counts only as a whole word, so that SN-1 is not found in SN-12. Costs one search per
 * spelling over bytes that are in memory anyway, and nothing more once it was found.
 */
export function createOwnNames(names: readonly string[]): OwnNames {
  const wanted = names.filter(({ length }) => length >= SHORTEST).flatMap(spellings);
  const kept = Math.max(0, ...wanted.map(({ bytes }) => bytes.length)) + 4;
  let tail = Buffer.alloc(0);
  let isFound = false;

  /** The last bytes are looked at again with the next chunk, which shows where the word ends. */
  function search(bytes: Buffer, isEnd: boolean): boolean {
    return wanted.some(({ bytes: name, width }) => {
      for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
        const after = at + name.length;
        if (!isEnd && after + width > bytes.length) return false;
        const around = [...bytes.subarray(Math.max(0, at - width), at)];
        if (![...around, ...bytes.subarray(after, after + width)].some(isWord)) return true;
      }
      return false;
    });
  }

  return {
    write(chunk) {
      if (isFound || wanted.length === 0) return;
      const bytes = Buffer.concat([tail, chunk]);
      isFound = search(bytes, false);
      tail = Buffer.from(bytes.subarray(-kept));
    },
    end() {
      if (!isFound && tail.length > 0) isFound = search(tail, true);
      tail = Buffer.alloc(0);
    },
    wasFound: () => isFound,
  };
}
