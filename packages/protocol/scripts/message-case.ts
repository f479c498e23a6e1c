export interface MessageCase {
  readonly name: string;
  readonly valid: boolean;
  readonly reason?: string;
  readonly payload: string;
}

export function accepts(name: string, payload: string): MessageCase {
  return { name, valid: true, payload };
}

export function refuses(reason: string, name: string, payload: string): MessageCase {
  return { name, valid: false, reason, payload };
}

/** One `malformed` case for each change to a good message. */
export function refuseChanges(
  write: (message: object) => string,
  good: object,
  changes: Readonly<Record<string, object>>,
): MessageCase[] {
  return Object.entries(changes).map(([name, change]) =>
    refuses('malformed', name, write({ ...good, ...change })),
  );
}
