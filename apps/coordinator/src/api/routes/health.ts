import { z } from 'zod';
import type { Routes } from '../api-app.ts';

export const healthRoutes: Routes = (app, { isHealthy }) => {
  const state = z.object({ healthy: z.boolean() });
  app.route({
    method: 'GET',
    url: '/health',
    config: { permission: 'public' },
    schema: {
      tags: ['health'],
      summary:
        'Whether the coordinator is as it should be. What is wrong stands in /health of the other port.',
      response: { 200: state, 503: state },
    },
    async handler(_request, reply) {
      const healthy = await isHealthy();
      return reply.status(healthy ? 200 : 503).send({ healthy });
    },
  });
};
