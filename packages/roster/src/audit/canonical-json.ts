/** What JSON can hold. A member that is undefined is left out. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * One text for one value, whoever writes it: RFC 8785. Members stand in the order of the UTF-16 units of their keys,
 * without spaces; strings and numbers are as `JSON.stringify` writes them.
 *
 * `audit_canonical` in the database writes the same for values whose keys are ASCII.
 *
 * @throws {TypeError} for a number that is not finite and whatever else JSON cannot hold
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    let text = '';
    for (const key of Object.keys(value).sort()) {
      const member = (value as { readonly [key: string]: JsonValue | undefined })[key];
      if (member === undefined) continue;
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `{${text}}`;
  }
  const text = JSON.stringify(value);
  if (text === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new TypeError('Only JSON has a canonical form: a value is neither text, number, list nor object.');
  }
  return text;
}
