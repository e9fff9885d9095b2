const DIVIDERS = [',', ';', '&', '>', ' '] as const;

/** Up to `limit` letters from `start`, to behind the last sign that parts two values if there is one. */
export const endOfPiece = (text: string, start: number, limit: number): number => {
  if (text.length - start <= limit) return text.length;
  for (const divider of DIVIDERS) {
    const end = text.lastIndexOf(divider, start + limit - 1) + 1;
    if (end > start + limit / 2) return end;
  }
  return start + limit;
};
