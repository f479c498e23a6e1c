import { z } from 'zod';
import type { Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { pageOf, pageQuery, readCursor, toPage } from '../cursor.ts';
import { dateOf, since } from '../inputs.ts';
import { auditEntryView, verificationView } from '../views.ts';
import { wire } from '../wire.ts';

const POSITION = z.tuple([z.iso.datetime(), z.uuid(), z.int().min(0)]);
const tags = ['audit'];

export const auditRoutes: Routes = (app, { roster, verifier }) => {
  app.route({
    method: 'GET',
    url: '/audit/entries',
    config: { permission: 'audit:read' },
    schema: {
      tags,
      summary: 'The audit log, newest first. Whether it is still what was written, a verification tells.',
      querystring: z.strictObject({
        ...pageQuery,
        ...since,
        personId: z.uuid().optional(),
        subjectId: z.uuid().optional(),
        action: z
          .string()
          .regex(/^[a-z-]{1,40}(\.[a-z-]{1,40})?$/)
          .optional()
          .describe('Such as grant.added, or grant for all of them.'),
      }),
      response: { 200: pageOf(auditEntryView) },
    },
    async handler({ query: { limit, cursor, since, until, ...filter } }) {
      const position = readCursor(cursor, POSITION);
      const rows = await roster.pages.audit({
        ...filter,
        since: dateOf(since),
        until: dateOf(until),
        ...(position && { after: { at: new Date(position[0]), chain: position[1], seq: position[2] } }),
        limit: limit + 1,
      });
      return toPage(rows, limit, {
        view: wire,
        position: ({ at, chain, seq }) => [at, chain, seq],
      });
    },
  });

  app.route({
    method: 'GET',
    url: '/audit/verification',
    config: { permission: 'audit:verify' },
    schema: {
      tags,
      summary: 'What the last verification of the log by this coordinator came to.',
      response: { 200: verificationView },
    },
    handler: async () => wire(verifier.status),
  });

  app.route({
    method: 'POST',
    url: '/audit/verification',
    config: { permission: 'audit:verify' },
    schema: {
      tags,
      summary: 'Verify the whole log now, with the key and the checkpoints of this coordinator.',
      response: { 202: verificationView },
    },
    async handler(_request, reply) {
      if (!verifier.start()) throw new ApiError('verification_running', 'Ask for its state instead.');
      return reply.status(202).send(wire(verifier.status));
    },
  });
};
