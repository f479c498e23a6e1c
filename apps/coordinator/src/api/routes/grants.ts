import { parseWeeklySchedule } from '@portero/access';
import { isAppError } from '@portero/runtime';
import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, callerOf } from '../caller.ts';
import { pageOf, pageQuery, readCursor, toPage } from '../cursor.ts';
import { dateOf, flag, grantPlace, validity } from '../inputs.ts';
import { grantView } from '../views.ts';
import { wire } from '../wire.ts';

const POSITION = z.tuple([z.uuid()]);
const tags = ['grants'];

export const grantRoutes: Routes = (app, { roster }) => {
  app.route({
    method: 'GET',
    url: '/grants',
    config: { permission: 'grants:read' },
    schema: {
      tags,
      summary: 'Who may open what, oldest first.',
      querystring: z.strictObject({
        ...pageQuery,
        personId: z.uuid().optional(),
        place: grantPlace.optional(),
        includeRevoked: flag,
      }),
      response: { 200: pageOf(grantView) },
    },
    async handler({ query: { limit, cursor, includeRevoked, ...filter } }) {
      const after = readCursor(cursor, POSITION)?.[0];
      const rows = await roster.pages.grants({
        ...filter,
        includeRevoked: includeRevoked === 'true',
        after,
        limit: limit + 1,
      });
      return toPage(rows, limit, { view: wire, position: ({ id }) => [id] });
    },
  });

  app.route({
    method: 'POST',
    url: '/grants',
    config: { permission: 'grants:write' },
    schema: {
      tags,
      summary: 'Let a person through the doors of a building, or through one.',
      body: z.strictObject({
        personId: z.uuid(),
        place: grantPlace,
        ...validity,
        schedule: z.unknown().optional().describe('Hours of the week, as `portero access grant` takes them.'),
      }),
      response: { 201: grantView },
    },
    async handler(request, reply) {
      const { validFrom, validUntil, schedule, ...grant } = request.body;
      if (schedule !== undefined) checkSchedule(schedule);
      const added = await actingFor(roster, callerOf(request)).grants.grant({
        ...grant,
        validFrom: dateOf(validFrom),
        validUntil: dateOf(validUntil),
        ...(schedule !== undefined && { schedule }),
      });
      return reply.status(201).send(wire(added));
    },
  });

  app.route({
    method: 'POST',
    url: '/grants/:grantId/revoke',
    config: { permission: 'grants:write' },
    schema: {
      tags,
      summary: 'Take a grant back.',
      params: z.strictObject({ grantId: z.uuid() }),
      response: { 200: grantView },
    },
    async handler(request) {
      return wire(await actingFor(roster, callerOf(request)).grants.revoke(request.params.grantId));
    },
  });
};

/** One that a door could not read would let nobody in. @throws {ApiError} invalid_value */
function checkSchedule(schedule: unknown): void {
  try {
    parseWeeklySchedule(schedule);
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new ApiError('invalid_value', error.message, { cause: error });
  }
}
