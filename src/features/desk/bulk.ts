/** What can be done to several reports at once. */
export const BULK_ACTIONS = ['take', 'hand', 'canned', 'ask', 'link', 'park', 'decline'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Reports that one bulk action is for at most. */
export const BULK_MAX = 50;
