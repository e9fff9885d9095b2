import type yauzl from 'yauzl';
import type { ExamBudgets, ExamReason } from './exam.js';

const SYMLINK = 0o120000;
const FILE_TYPE = 0o170000;
const STORED = 0;
const DEFLATED = 8;

export const isStored = (entry: yauzl.Entry): boolean => entry.compressionMethod === STORED;

/** Old archives name entries in GBK without saying so. */
export const entryName = ({ fileNameRaw }: yauzl.Entry): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fileNameRaw);
  } catch {
    return new TextDecoder('gb18030').decode(fileNameRaw);
  }
};

const isUnsafeName = (name: string): boolean =>
  name.includes('\0') ||
  name.includes('\\') ||
  name.startsWith('/') ||
  /^[A-Za-z]:/.test(name) ||
  name.split('/').includes('..');

/** Why an entry is not opened, judged by its directory record alone. */
export const refusalOf = (entry: yauzl.Entry, budgets: ExamBudgets): ExamReason | undefined => {
  const name = entryName(entry);
  const { compressedSize, uncompressedSize, compressionMethod } = entry;
  const isLink = ((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMLINK;
  if (isUnsafeName(name) || isLink) return 'crashes.unsafe_entry';
  if (entry.isEncrypted()) return 'crashes.encrypted';
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return 'crashes.damaged';
  if (uncompressedSize > budgets.maxEntryBytes) return 'crashes.over_limit';
  const isTiny = uncompressedSize <= budgets.tinyBytes;
  return !isTiny && uncompressedSize > budgets.maxRatio * Math.max(1, compressedSize)
    ? 'crashes.bomb'
    : undefined;
};

/** Entries that share compressed bytes: the trick of archives that unpack to far too much. */
export const findOverlaps = (entries: readonly yauzl.Entry[]): Set<yauzl.Entry> => {
  const byOffset = [...entries].sort(
    (one, other) => one.relativeOffsetOfLocalHeader - other.relativeOffsetOfLocalHeader,
  );
  let end = -1;
  return new Set(
    byOffset.filter((entry) => {
      const isOverlapping = entry.relativeOffsetOfLocalHeader < end;
      end = Math.max(end, entry.relativeOffsetOfLocalHeader + entry.compressedSize);
      return isOverlapping;
    }),
  );
};
