/** How many bytes of a file's beginning `isRefusedKind` wants to see. */
export const HEAD_BYTES = 4096;

/**
 * True for programs and for pages that a browser would run: ELF, PE, Mach-O, DEX, Android packages,
 * HTML and SVG. Decided by the first bytes, because names and types are only claims; everything
 * else is somebody's log and is kept.
 */
export const isRefusedKind = (head: Buffer): boolean => isProgram(head) || isMarkup(head);

function isProgram(head: Buffer): boolean {
  if (head.length < 4) return false;
  return isElf(head) || isPe(head) || isMachO(head) || isDex(head) || isAndroidPackage(head);
}

/** A core dump is ELF too, type 4 (`ET_CORE`), and is just what an engineer wants to see. */
function isElf(head: Buffer): boolean {
  if (head.toString('latin1', 0, 4) !== '\x7fELF') return false;
  if (head.length < 18) return true;
  const type = head[5] === 2 ? head.readUInt16BE(16) : head.readUInt16LE(16);
  return type !== 4;
}

/** `MZ` may also begin a text, but a text has no zero byte in the header's place. */
const isPe = (head: Buffer): boolean =>
  head.toString('latin1', 0, 2) === 'MZ' && head.subarray(0, 64).includes(0);

/** Both byte orders of 32 and 64 bits, and the wrapper for several processors. */
const MACH_O = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe]);
const isMachO = (head: Buffer): boolean => MACH_O.has(head.readUInt32BE(0));

const isDex = (head: Buffer): boolean => head.toString('latin1', 0, 4) === 'dex\n';

/** A ZIP whose first entry is one that only an Android package begins with. */
function isAndroidPackage(head: Buffer): boolean {
  if (head.toString('latin1', 0, 4) !== 'PK\x03\x04') return false;
  const length = head.length < 30 ? 0 : head.readUInt16LE(26);
  const first = head.toString('latin1', 30, 30 + length);
  return /^(?:AndroidManifest\.xml|classes\d*\.dex)$/.test(first);
}

const PAGE = /^<(?:!doctype\s+(?:html|svg)|html|head|body|script|svg)[\s>]/i;
const XML = /^<\?xml[\s\S]{0,200}?\?>/i;
const BETWEEN = /^(?:\s|<!--[\s\S]{0,1000}?-->)+/;

function isMarkup(head: Buffer): boolean {
  let rest = textOf(head).trimStart();
  rest = rest.replace(BETWEEN, '').replace(XML, '').replace(BETWEEN, '');
  return PAGE.test(rest);
}

function textOf(head: Buffer): string {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return head.toString('utf16le', 2);
  if (mark === 0xfeff) return swapped(head.subarray(2)).toString('utf16le');
  return head.toString('utf8').replace(/^\uFEFF/, '');
}

const swapped = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
