/** A search that a person keeps under a name; its address works for everybody. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

export const MAX_SAVED_VIEWS = 20;
export const VIEW_NAME_MAX = 40;
