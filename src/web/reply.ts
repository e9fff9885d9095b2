import type { Facts } from '../kernel/errors.js';

/** A sentence in the reader's language: a translation key and the facts it names. */
export interface Text {
  readonly key: string;
  readonly facts?: Facts | undefined;
}
export const text = (key: string, facts?: Facts): Text => ({ key, facts });

/** One event of a stream; who comes back names the last `id` that they heard. */
export interface ServerEvent {
  readonly id?: string;
  readonly name: string;
  readonly data: object;
}

/** An open line to one browser. Sending to one that is gone does nothing. */
export interface EventStream {
  send(event: ServerEvent): void;
  end(): void;
}

/** What a handler answers. It never touches the response; `route.ts` is the only place that does. */
export type Reply =
  | {
      readonly kind: 'page';
      readonly view: string;
      readonly title: Text;
      readonly model: object;
      readonly status: number;
      /** A cookie that this browser keeps for a year; never one that grants a right. */
      readonly remember?: { readonly name: string; readonly value: string };
      /** Done once the page is drawn for somebody who asked to see it, and before it is sent. */
      readonly onShown?: () => Promise<void>;
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly flash?: string | undefined }
  | { readonly kind: 'json'; readonly body: object; readonly status: number }
  | {
      readonly kind: 'download';
      readonly path: string;
      readonly name: string;
      readonly type: 'application/octet-stream' | 'text/csv';
    }
  | {
      readonly kind: 'attachment';
      readonly body: string;
      readonly name: string;
      readonly type: 'text/csv' | 'text/calendar';
    }
  | { readonly kind: 'feed'; readonly body: string }
  /** An SVG made by us: shown as an image, and nothing in it runs or loads. */
  | { readonly kind: 'drawing'; readonly body: string }
  | {
      readonly kind: 'events';
      /** Sends nothing before it returned what ends the listening; may throw a refusal instead. */
      readonly listen: (stream: EventStream, lastEventId: string | undefined) => () => void;
      /** Where somebody is led who opens the address as a page. */
      readonly instead: string;
    }
  | {
      readonly kind: 'lines';
      readonly lines: AsyncIterable<string>;
      readonly name: string;
      readonly type: 'text/csv' | 'text/plain';
      /** The same for everybody, and never other bytes under this address. */
      readonly isFinal: boolean;
    }
  | {
      readonly kind: 'picture';
      readonly path: string;
      readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
    }
  | { readonly kind: 'signIn'; readonly personId: string; readonly to: string }
  | { readonly kind: 'signOut'; readonly to: string }
  | {
      readonly kind: 'preferences';
      readonly language?: string | undefined;
      readonly theme?: string | undefined;
      readonly to: string;
      readonly flash?: string | undefined;
    };

export const page = (view: string, title: Text, model: object = {}, status = 200): Reply => ({
  kind: 'page',
  view,
  title,
  model,
  status,
});

/** The page, with a cookie that the browser keeps. */
export const remembering = (reply: Reply, name: string, value: string): Reply =>
  reply.kind === 'page' ? { ...reply, remember: { name, value } } : reply;

/** The page, and what follows from its being shown: not done for HEAD and not for a prefetch. */
export const showing = (reply: Reply, onShown: () => Promise<void>): Reply =>
  reply.kind === 'page' ? { ...reply, onShown } : reply;

/** 303, so that the browser fetches `to`; `flash` is the key of a sentence shown there once. */
export const redirect = (to: string, flash?: string): Reply => ({ kind: 'redirect', to, flash });
export const json = (body: object, status = 200): Reply => ({ kind: 'json', body, status });
/** Always an attachment that no browser runs. */
export const download = (path: string, name: string): Reply => ({
  kind: 'download',
  path,
  name,
  type: 'application/octet-stream',
});
/** A text made for this answer, kept by the browser as a file of that name. */
export const attachment = (
  body: string,
  name: string,
  type: 'text/csv' | 'text/calendar',
): Reply => ({ kind: 'attachment', body, name, type });
/** The same for a table or a text of any length: it is sent while it is made. */
export const lines = (
  made: AsyncIterable<string>,
  name: string,
  isFinal = false,
  type: 'text/csv' | 'text/plain' = 'text/csv',
): Reply => ({ kind: 'lines', lines: made, name, isFinal, type });
/** An Atom feed (RFC 4287), which readers fetch again and again: unchanged, it is not sent anew. */
export const feed = (body: string): Reply => ({ kind: 'feed', body });
export const drawing = (body: string): Reply => ({ kind: 'drawing', body });
/** Events as they happen, for browsers that ask for them (`EventSource`). */
export const events = (
  listen: Extract<Reply, { kind: 'events' }>['listen'],
  instead: string,
): Reply => ({ kind: 'events', listen, instead });
/** A stored picture, shown in the page; its type was found in its bytes. */
export const picture = (path: string, type: 'image/jpeg' | 'image/png' | 'image/webp'): Reply => ({
  kind: 'picture',
  path,
  type,
});
export const signIn = (personId: string, to: string): Reply => ({ kind: 'signIn', personId, to });
export const signOut = (to: string): Reply => ({ kind: 'signOut', to });
