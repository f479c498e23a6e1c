import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { errorMessage, type Logger, newId } from '@portero/runtime';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Admission } from '../admission.ts';
import { AddressBackOff } from './address-back-off.ts';
import type { ApiApp, ApiDeps, ApiOptions } from './api-app.ts';
import { ApiError } from './api-error.ts';
import { type GuardedRoute, guard } from './guard.ts';
import { describeApi, openApiRoute } from './openapi.ts';
import { type Problem, problemOf } from './problem.ts';
import { ROUTES } from './routes/index.ts';
import { securityHeaders } from './security-headers.ts';
import { type TlsMaterial, tlsOptions } from './tls-material.ts';
import { TwoPersonRule } from './two-person-rule.ts';

export const API_PREFIX = '/api/v1';
/** Of the interface, not of the program: the first part goes up with the prefix, the second with each addition. */
export const API_VERSION = '1.0.0';

/** Of a body; the largest that is needed is a schedule of some kB. */
const BODY_LIMIT = 64 * 1024;
/** 64 MiB and one of the four threads of the pool each: two leave room for whatever else needs a thread, such as a new connection. */
const PASSWORD_CHECKS = { maxConcurrent: 2, maxQueued: 16, maxWaitMs: 5_000 };
const MAX_CONNECTIONS = 256;

export interface Api {
  readonly app: ApiApp;
  readonly routes: readonly GuardedRoute[];
  /** Another certificate from now on. Nothing happens where there is no TLS. */
  useTls(tls: TlsMaterial): void;
}

/** The API, ready to listen. Without `tls` it speaks in the clear, which is for the loopback only. */
export async function createApi(
  { tls, version, ...options }: ApiOptions & { tls?: TlsMaterial; version: string },
  deps: ApiDeps,
): Promise<Api> {
  const { logger, clock, roster } = deps;
  let server: Server | HttpsServer | undefined;
  const app: ApiApp = fastify({
    serverFactory: (handler) => {
      server = tls ? createHttpsServer(tlsOptions(tls), handler) : createHttpServer(handler);
      server.maxConnections = MAX_CONNECTIONS;
      server.headersTimeout = 5_000;
      server.requestTimeout = 10_000;
      server.keepAliveTimeout = 10_000;
      return server;
    },
    logger: false,
    bodyLimit: BODY_LIMIT,
    genReqId: () => newId(),
    requestIdHeader: false,
    trustProxy: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (error, request, reply) => answer(error, request, reply, logger),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  securityHeaders(app, { isTls: tls !== undefined });
  logRequests(app, logger);
  const routes = guard(app, { idleMs: options.sessionIdleMs }, { roster, clock });
  app.setErrorHandler((error, request, reply) => answer(error, request, reply, logger));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const allowed = methodsOf(routes, path);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    throw allowed.length > 0
      ? new ApiError('method_not_allowed', `There is ${allowed.join(', ')}.`)
      : new ApiError('not_found', `What there is, ${API_PREFIX}/openapi.json says.`);
  });
  await describeApi(app, { version });
  const parts = {
    ...deps,
    options,
    twoPerson: new TwoPersonRule({ acts: options.twoPersonActs, proposalMs: options.proposalMs }, deps),
    backOff: new AddressBackOff({ clock }),
    passwordChecks: new Admission(PASSWORD_CHECKS, { clock }),
  };
  await app.register(
    async (scope) => {
      for (const add of ROUTES) add(scope.withTypeProvider<ZodTypeProvider>(), parts);
      openApiRoute(scope.withTypeProvider<ZodTypeProvider>());
    },
    { prefix: API_PREFIX },
  );
  await app.ready();
  return {
    app,
    routes,
    useTls(renewed) {
      if (server && 'setSecureContext' in server) server.setSecureContext(tlsOptions(renewed));
    },
  };
}

/** By the pattern of the route and never by the address that was asked for, which may hold a name. */
function logRequests(app: ApiApp, logger: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, caller, id } = request;
    const fields = { requestId: id, method, route: routeOptions.url ?? 'none', status: reply.statusCode };
    logger.info({ ...fields, ms: Math.round(reply.elapsedTime), account: caller?.account.id }, 'api request');
  });
}

function answer(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const problem = problemOf(error, request.id);
  const fields = { requestId: request.id, method: request.method, route: request.routeOptions?.url };
  // The message of a library's error may quote what was sent; that of ours does not.
  if (problem.code === 'internal_error') logger.error({ ...fields, ...faultOf(error) }, 'a request failed');
  else if (problem.status >= 500) logger.warn({ ...fields, reason: errorMessage(error) }, 'a request failed');
  if (error instanceof ApiError && error.retryAfterMs !== undefined) {
    reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  }
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="portero"');
  return send(reply, problem);
}

function faultOf(error: unknown): { fault: string; code?: unknown; at?: string | undefined } {
  if (!(error instanceof Error)) return { fault: typeof error };
  // Where, without the message that begins the stack.
  const at = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return { fault: error.name, code: Reflect.get(error, 'code'), at: at?.trim() };
}

function send(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/** `:param` stands for one part of a path. */
function methodsOf(routes: readonly GuardedRoute[], path: string): string[] {
  const asked = path.split('/');
  const fits = ({ url }: GuardedRoute) => {
    const parts = url.split('/');
    return (
      parts.length === asked.length && parts.every((part, at) => part.startsWith(':') || part === asked[at])
    );
  };
  return [...new Set(routes.filter(fits).map(({ method }) => method))].sort();
}
