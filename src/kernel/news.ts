export interface News<Item> {
  /** Resolves when every listener has heard it; a listener that fails never fails the publisher. */
  publish(item: Item): Promise<void>;
  subscribe(hear: (item: Item) => Promise<void>): void;
}

/**
 * How an earlier feature tells later ones. Delivery is a convenience, not a promise: whoever
 * listens also has a sweeper that finds what it missed, so both must be idempotent.
 */
export function createNews<Item>(onFailure: (error: unknown, item: Item) => void): News<Item> {
  const listeners: ((item: Item) => Promise<void>)[] = [];
  return {
    subscribe(hear) {
      listeners.push(hear);
    },
    async publish(item) {
      for (const hear of listeners) {
        try {
          await hear(item);
        } catch (error) {
          onFailure(error, item);
        }
      }
    },
  };
}
