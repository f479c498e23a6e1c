export interface Opened<T> {
  readonly ok: true;
  readonly value: T;
}

/** A message from the network that was not accepted. */
export interface Refused<Reason extends string> {
  readonly ok: false;
  readonly reason: Reason;
  /** For logs: which part was wrong. Holds no value taken from the message. */
  readonly detail: string;
}

export type Result<T, Reason extends string> = Opened<T> | Refused<Reason>;

export function opened<T>(value: T): Opened<T> {
  return { ok: true, value };
}

export function refused<Reason extends string>(reason: Reason, detail: string): Refused<Reason> {
  return { ok: false, reason, detail };
}
