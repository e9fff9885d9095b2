const GUID_HEX_DIGITS = 32;

/** The bytes of one field of a GUID, last first. */
const swapped = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');

/**
 * The debug id that Breakpad derives from a GNU build id (hex): its first 16 bytes as a GUID, which
 * turns the bytes of the first three fields round, and the age 0. Undefined for anything that is
 * not hex. Source: Breakpad `docs/symbol_files.md`, MODULE records.
 */
export function debugIdOf(buildId: string): string | undefined {
  if (!/^(?:[0-9a-f]{2}){1,64}$/i.test(buildId)) return undefined;
  const guid = buildId.slice(0, GUID_HEX_DIGITS).padEnd(GUID_HEX_DIGITS, '0');
  const fields = [guid.slice(0, 8), guid.slice(8, 12), guid.slice(12, 16)].map(swapped);
  return `${fields.join('')}${guid.slice(16)}0`.toUpperCase();
}
