/**
 * Lets callers who ask for the same at once share one read. Whoever asks while a read is under way
 * waits for the next one, so everybody gets what was stored when they asked, or later: never less
 * than a read of their own would have found.
 */
export function shareReads<Request, Value>(
  keyOf: (request: Request) => string,
  read: (request: Request) => Promise<Value>,
): (request: Request) => Promise<Value> {
  const running = new Map<string, Promise<unknown>>();
  const next = new Map<string, Promise<Value>>();

  function begin(key: string, request: Request): Promise<Value> {
    const value = read(request);
    const ended = value
      .catch(() => undefined)
      .then(() => {
        if (running.get(key) === ended) running.delete(key);
      });
    running.set(key, ended);
    return value;
  }

  return (request) => {
    const key = keyOf(request);
    const current = running.get(key);
    if (!current) return begin(key, request);
    const shared =
      next.get(key) ??
      current.then(() => {
        next.delete(key);
        return begin(key, request);
      });
    next.set(key, shared);
    return shared;
  };
}
