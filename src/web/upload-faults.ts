import { MulterError } from 'multer';
import { BadRequest, Refusal } from '../kernel/errors.js';

const TOO_MUCH = new Set([
  'LIMIT_FILE_SIZE',
  'LIMIT_FILE_COUNT',
  'LIMIT_PART_COUNT',
  'LIMIT_FIELD_COUNT',
  'LIMIT_FIELD_VALUE',
]);
const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Multer's and the parser's errors carry no status and would all be 500; only a broken disk is. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof MulterError)
    return TOO_MUCH.has(error.code) ? new Refusal(413, 'too_large') : new BadRequest();
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code !== undefined && NO_SPACE.has(code)) return new Refusal(507, 'storage_full');
  return isOurs(syscall) ? error : new BadRequest();
}

/** System calls on our own files; a connection only ever fails to be read. */
const isOurs = (syscall: string | undefined): boolean =>
  syscall !== undefined && syscall !== 'read';
