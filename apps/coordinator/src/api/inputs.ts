import { z } from 'zod';

/** What requests consist of. The roster checks again what it is given; these bound it and say so to programs. */
const SLUG = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/** Without NUL, which Postgres cannot hold, and without other control characters, which no log or terminal wants. */
export function text(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters');
}

export const siteSlug = z.string().regex(new RegExp(`^${SLUG}$`));
export const doorAddress = z
  .string()
  .max(260)
  .regex(new RegExp(`^${SLUG}(?:/${SLUG}){3}$`));
export const grantPlace = z
  .string()
  .max(260)
  .regex(new RegExp(`^${SLUG}/${SLUG}(?:/${SLUG}/${SLUG})?$`));
export const moment = z.iso.datetime({ offset: true });
export const personParams = z.strictObject({ personId: z.uuid() });

export function dateOf(value: string | undefined): Date | undefined {
  return value === undefined ? undefined : new Date(value);
}

/** `true` and `false` of a query. */
export const flag = z.enum(['true', 'false']).default('false');

export const validity = { validFrom: moment.optional(), validUntil: moment.optional() };

export const since = { since: moment.optional(), until: moment.optional() };
