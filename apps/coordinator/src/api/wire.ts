/** A value as it is in JSON: moments are ISO 8601. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { -readonly [Name in keyof T]: Wire<T[Name]> }
      : T;

/** What is left out of an answer is for its schema to say. */
export function wire<T>(value: T): Wire<T> {
  return JSON.parse(JSON.stringify(value)) as Wire<T>;
}
