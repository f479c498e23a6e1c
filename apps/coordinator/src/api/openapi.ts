import fastifySwagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiApp } from './api-app.ts';
import { CSRF_HEADER, SESSION_COOKIE } from './credentials.ts';
import { problemSchema } from './problem.ts';

const transform = createJsonSchemaTransform({ skipList: [] });
const transformObject = createJsonSchemaTransformObject({});

/** Every answer that is not the one that was hoped for. */
const PROBLEM_ANSWER = {
  description: 'A problem, RFC 9457',
  content: {
    'application/problem+json': { schema: z.toJSONSchema(problemSchema, { target: 'draft-2020-12' }) },
  },
};

/** Describes the routes from the schemas that check them, under `/openapi.json`. */
export async function describeApi(app: ApiApp, { version }: { version: string }): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Portero',
        version,
        description:
          'People, places and access, decisions and the audit log of a coordinator. See docs/api.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API token or that of a session' },
          cookie: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description: `Of a session; whatever changes something needs the header ${CSRF_HEADER} as well`,
          },
        },
      },
    },
    transform: (input) => {
      const { schema, url } = transform(input);
      const permission = input.route.config?.permission;
      const security = permission === 'public' ? [] : [{ bearer: [] }, { cookie: [] }];
      return { url, schema: { ...schema, security, 'x-portero-permission': permission } };
    },
    transformObject: (input) => {
      const document = transformObject(input) as {
        paths?: Record<string, Record<string, { responses?: Record<string, unknown> }>>;
      };
      for (const operations of Object.values(document.paths ?? {})) {
        for (const operation of Object.values(operations)) {
          operation.responses = { ...operation.responses, default: PROBLEM_ANSWER };
        }
      }
      return document as ReturnType<typeof transformObject>;
    },
  });
}

/** Public, as it says nothing of an installation. */
export function openApiRoute(app: ApiApp): void {
  app.route({
    method: 'GET',
    url: '/openapi.json',
    config: { permission: 'public' },
    schema: { hide: true } as object,
    handler: async (_request, reply) => reply.type('application/json').send(JSON.stringify(app.swagger())),
  });
}
