import { z } from 'zod';
import { ApiError } from './api-error.ts';

/** Rows of one page. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  cursor: z.string().min(1).max(400).optional().describe('`next` of the page before'),
};

/** A list of which there may be more. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/** Where a page has ended. Opaque to whoever asks, and no secret. */
export function writeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws {ApiError} invalid_cursor */
export function readCursor<Position>(
  cursor: string | undefined,
  schema: z.ZodType<Position>,
): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ApiError(
      'invalid_cursor',
      'Take `next` of the page before as it is, or begin without a cursor.',
    );
  }
}

/** Of one row more than was asked for: the page, and where the next one begins if there is that row. */
export function toPage<Item, View>(
  rows: readonly Item[],
  limit: number,
  { view, position }: { view(item: Item): View; position(item: Item): readonly (string | number)[] },
): { items: View[]; next?: string } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last !== undefined ? writeCursor(position(last)) : undefined;
  return { items: items.map(view), ...(next !== undefined && { next }) };
}
