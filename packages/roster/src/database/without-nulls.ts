type Nullable<T> = { [K in keyof T]: null extends T[K] ? K : never }[keyof T];

export type WithoutNulls<T> = { [K in Exclude<keyof T, Nullable<T>>]: T[K] } & {
  [K in Nullable<T>]?: NonNullable<T[K]>;
};

/** A database says null for what is not there; our rows leave it out. */
export function withoutNulls<T extends object>(row: T): WithoutNulls<T> {
  const present: Partial<T> = {};
  for (const key of Object.keys(row) as (keyof T)[]) if (row[key] !== null) present[key] = row[key];
  return present as WithoutNulls<T>;
}
