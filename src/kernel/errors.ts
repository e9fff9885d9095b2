/**
 * Every refusal the product knows. A refusal carries its own status, a code that doubles as the
 * translation key `errors.<code>`, and the facts that the sentence names. Anything thrown that is
 * not a Refusal is a bug and becomes a plain 500.
 */
export type Facts = Readonly<Record<string, string | number>>;

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: Facts;
  /** Seconds for the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, facts: Facts = {}, retryAfter?: number) {
    super(code);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.facts = facts;
    this.retryAfter = retryAfter;
  }
}

/** One message per field: a code under `errors.` and the facts it names. */
export interface FieldError {
  readonly code: string;
  readonly facts?: Facts;
}
export type FieldErrors = Readonly<Record<string, FieldError>>;

/** A readable request whose content is refused: 422, one message per field. */
export class InvalidInput extends Refusal {
  readonly fields: FieldErrors;
  constructor(fields: FieldErrors, code = 'invalid_input') {
    super(422, code);
    this.fields = fields;
  }
}

/** A request that can't be read at all: 400. */
export class BadRequest extends Refusal {
  constructor(code = 'bad_request', facts?: Facts) {
    super(400, code, facts);
  }
}

export class Unauthenticated extends Refusal {
  constructor(code = 'unauthenticated', facts?: Facts) {
    super(401, code, facts);
  }
}

export class Forbidden extends Refusal {
  constructor(code = 'forbidden', facts?: Facts) {
    super(403, code, facts);
  }
}

/** Also the answer for a malformed id, and for what the viewer may not know exists. */
export class NotFound extends Refusal {
  constructor(code = 'not_found', facts?: Facts) {
    super(404, code, facts);
  }
}

/** A lost race or a move the current state doesn't allow. */
export class Conflict extends Refusal {
  constructor(code: string, facts?: Facts) {
    super(409, code, facts);
  }
}

export class TooManyRequests extends Refusal {
  constructor(retryAfter: number, code = 'too_many_requests') {
    super(429, code, { seconds: retryAfter }, retryAfter);
  }
}

export class Unavailable extends Refusal {
  constructor(retryAfter = 5, code = 'unavailable') {
    super(503, code, {}, retryAfter);
  }
}
