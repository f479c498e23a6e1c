import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { pageOf, pageQuery, readCursor, toPage } from '../cursor.ts';
import { dateOf, doorAddress, since } from '../inputs.ts';
import { decisionView } from '../views.ts';
import { wire } from '../wire.ts';

const POSITION = z.tuple([z.iso.datetime(), z.uuid()]);
const tags = ['decisions'];

export const decisionRoutes: Routes = (app, { roster }) => {
  app.route({
    method: 'GET',
    url: '/decisions',
    config: { permission: 'decisions:read' },
    schema: {
      tags,
      summary: 'What was decided at the doors, newest first.',
      querystring: z.strictObject({
        ...pageQuery,
        ...since,
        door: doorAddress.optional(),
        personId: z.uuid().optional(),
        action: z.enum(['unlock', 'deny']).optional(),
        reason: z
          .string()
          .regex(/^[a-z_]{1,64}$/)
          .optional(),
      }),
      response: { 200: pageOf(decisionView) },
    },
    async handler({ query: { limit, cursor, since, until, ...filter } }) {
      const position = readCursor(cursor, POSITION);
      const rows = await roster.pages.decisions({
        ...filter,
        since: dateOf(since),
        until: dateOf(until),
        ...(position && { after: { decidedAt: new Date(position[0]), id: position[1] } }),
        limit: limit + 1,
      });
      return toPage(rows, limit, {
        view: wire,
        position: ({ decidedAt, id }) => [decidedAt.toISOString(), id],
      });
    },
  });

  app.route({
    method: 'GET',
    url: '/decisions/:decisionId',
    config: { permission: 'decisions:read' },
    schema: {
      tags,
      summary: 'One decision.',
      params: z.strictObject({ decisionId: z.uuid() }),
      response: { 200: decisionView },
    },
    async handler({ params: { decisionId } }) {
      const decision = await roster.pages.decision(decisionId);
      if (!decision) throw new ApiError('not_found', 'There is no such decision.');
      return wire(decision);
    },
  });
};
