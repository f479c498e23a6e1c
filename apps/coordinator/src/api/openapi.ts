import fastifySwagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { ApiApp } from './api-app.ts';
import { CSRF_HEADER, SESSION_COOKIE } from './credentials.ts';

const transform = createJsonSchemaTransform({ skipList: [] });
const transformObject = createJsonSchemaTransformObject({});

/** Every answer that is not the one that was hoped for. */
const PROBLEM_ANSWER = {
  description: 'A problem, RFC 9457',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const ANSWERS: Readonly<Record<string, string>> = {
  200: 'It is so, or has been done',
  201: 'It has been made',
  202: 'It has begun, or waits for another administrator',
  204: 'It has been done',
  503: 'It is not as it should be',
};

interface Answer {
  description?: string;
}

/** As far as it is touched here. */
interface Document {
  paths?: Record<string, Record<string, { responses?: Record<string, Answer> }>>;
  components?: { schemas?: Record<string, object> };
}

/** Says what answers mean and how a problem reads, and drops the shapes of what nobody sends. */
function completed(document: Document): Document {
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    for (const [status, answer] of Object.entries(operation.responses ?? {})) {
      answer.description = ANSWERS[status] ?? 'An answer';
    }
    operation.responses = { ...operation.responses, default: PROBLEM_ANSWER };
  }
  const schemas = Object.entries(document.components?.schemas ?? {});
  const answered = schemas.filter(([name]) => !name.endsWith('Input'));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(answered) } };
}

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
    transformObject: (input) =>
      completed(transformObject(input) as Document) as ReturnType<typeof transformObject>,
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
