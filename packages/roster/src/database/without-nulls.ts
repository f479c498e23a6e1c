type Nullable<T> = { [K in keyof T]: null extends T[K] ? K : never }[keyof T];

export type WithoutNulls<T> = { [K in Exclude<keyof T, Nullable<T>>]: T[K] } & {
  [K in Nullable<T>]?: NonNullable<T[K]>;
};

/** A database says null for what is not there; our rows leave it out. */
export function withoutNulls<T extends object>(row: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}
