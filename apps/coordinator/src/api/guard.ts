import { permits } from '@portero/access';
import type { Clock } from '@portero/runtime';
import { AttemptLimit } from '../attempt-limit.ts';
import { CoordinatorError } from '../coordinator-error.ts';
import { keyOf } from './address-back-off.ts';
import type { ApiApp } from './api-app.ts';
import { ApiError } from './api-error.ts';
import { authenticate, type CredentialDeps, isForged } from './credentials.ts';

const WINDOW_MS = 60_000;
const PER_ADDRESS = 600;
const PER_ACCOUNT = 300;

export interface GuardedRoute {
  readonly method: string;
  readonly url: string;
  readonly permission: string;
}

/**
 * Stands before every route, before its body is read: how often the address asks, who asks, how often they do, whether
 * the request is their own wish, and whether they may. A route that does not say who may ask is refused when it is added.
 *
 * @returns the routes that have been added so far
 */
export function guard(
  app: ApiApp,
  { idleMs }: { idleMs: number },
  deps: CredentialDeps & { clock: Clock },
): readonly GuardedRoute[] {
  const routes: GuardedRoute[] = [];
  const byAddress = new AttemptLimit({ max: PER_ADDRESS, windowMs: WINDOW_MS }, deps);
  const byAccount = new AttemptLimit({ max: PER_ACCOUNT, windowMs: WINDOW_MS }, deps);

  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission;
    if (permission === undefined) {
      throw new CoordinatorError(
        'ROUTE_WITHOUT_PERMISSION',
        `The route ${String(method)} ${url} does not say who may ask. Give it config.permission.`,
        { context: { method: String(method), url } },
      );
    }
    for (const one of [method].flat()) routes.push({ method: one, url, permission });
  });

  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    if (!byAddress.allows(keyOf(request.ip))) throw tooMany();
    const { permission } = request.routeOptions.config;
    // Nothing was found under that address: there is nothing to guard.
    if (request.is404 || permission === 'public') return;
    const caller = await authenticate(request, { idleMs }, deps);
    if (!caller) throw new ApiError('unauthenticated', 'Sign in, or show a token.');
    if (!byAccount.allows(caller.account.id)) throw tooMany();
    if (isForged(request, caller)) {
      throw new ApiError('csrf', 'Repeat the csrfToken of the session in the header X-Portero-CSRF.');
    }
    if (permission === undefined || !permits(caller.roles, permission)) {
      throw new ApiError('forbidden', `This takes the permission ${permission}.`);
    }
    request.caller = caller;
  });
  return routes;
}

function tooMany(): ApiError {
  return new ApiError('too_many_requests', 'Wait a minute.', { retryAfterMs: WINDOW_MS });
}
