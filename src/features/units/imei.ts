/** An IMEI as people copy it, with spaces or hyphens, without them. */
export const normaliseImei = (typed: string): string => typed.replace(/[\s-]/g, '');

/** 15 digits of which the last is the Luhn check digit of the others (3GPP TS 23.003, annex B). */
export function isImei(text: string): boolean {
  if (!/^\d{15}$/.test(text)) return false;
  const sum = Array.from(text, Number).reduce(
    (total, digit, index) => total + (index % 2 === 0 ? digit : luhnDouble(digit)),
    0,
  );
  return sum % 10 === 0;
}

/** Twice the digit, its own digits added up. */
const luhnDouble = (digit: number): number => (digit < 5 ? digit * 2 : digit * 2 - 9);
