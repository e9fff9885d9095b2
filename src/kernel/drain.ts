/**
 * Calls `next` until nothing is left, which it says with false. Once there was one, `lanes` go on at
 * once, so that the waits of one are filled with the work of another. All end before a failure is
 * thrown.
 */
export async function drain(next: () => Promise<boolean>, lanes: number): Promise<void> {
  const lane = async (): Promise<void> => {
    while (await next());
  };
  if (!(await next())) return;
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
