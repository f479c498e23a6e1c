import { PERMISSIONS, permissionsOf, ROLES } from '@portero/access';
import { z } from 'zod';
import type { RouteParts, Routes } from '../api-app.ts';
import { ApiError } from '../api-error.ts';
import { actingFor, type Caller, callerOf } from '../caller.ts';
import { csrfTokenOf, sessionCookie } from '../credentials.ts';
import { accountView } from '../views.ts';
import { wire } from '../wire.ts';

const moment = z.iso.datetime({ offset: true });

const signedIn = z
  .object({
    account: accountView,
    roles: z.array(z.enum(ROLES)).describe('All of which have to allow what is asked.'),
    permissions: z.array(z.enum(PERMISSIONS)),
    idleUntil: moment.optional(),
    expiresAt: moment.optional(),
    csrfToken: z.string().optional().describe('To be sent as X-Portero-CSRF; absent for a bearer.'),
    token: z.string().optional().describe('Shown once, and only where a bearer was asked for.'),
  })
  .meta({ id: 'SignedIn' });

const password = z.string().min(1).max(256);

export const sessionRoutes: Routes = (app, parts) => {
  const { roster, clock, options } = parts;
  const life = { idleMs: options.sessionIdleMs, absoluteMs: options.sessionMs };

  app.route({
    method: 'POST',
    url: '/session',
    config: { permission: 'public' },
    schema: {
      tags: ['session'],
      summary: 'Sign in. By cookie for pages; as a bearer for programs that have no API token.',
      body: z.strictObject({
        name: z.string().min(1).max(64),
        password,
        as: z.enum(['cookie', 'bearer']).default('cookie'),
      }),
      response: { 201: signedIn },
    },
    async handler({ body, ip, id }, reply) {
      const account = await signIn(parts, { ...body, address: ip, requestId: id });
      const { session, token } = await roster.sessions.open(account, life, new Date(clock.now()));
      const caller = { account, roles: [account.role], session };
      if (body.as === 'bearer') return reply.status(201).send({ ...stateOf(caller), token });
      reply.header('set-cookie', sessionCookie(token, options.sessionMs));
      return reply.status(201).send(stateOf({ ...caller, csrfToken: csrfTokenOf(token) }));
    },
  });

  app.route({
    method: 'GET',
    url: '/session',
    config: { permission: 'session:own' },
    schema: { tags: ['session'], summary: 'Who I am, and what I may.', response: { 200: signedIn } },
    handler: async (request) => stateOf(callerOf(request)),
  });

  app.route({
    method: 'DELETE',
    url: '/session',
    config: { permission: 'session:own' },
    schema: {
      tags: ['session'],
      summary: 'Sign out; the session counts no more from then on.',
      response: { 204: z.undefined() },
    },
    async handler(request, reply) {
      await roster.sessions.close(sessionOf(callerOf(request)).id);
      reply.header('set-cookie', sessionCookie('', 0));
      return reply.status(204).send(undefined);
    },
  });

  app.route({
    method: 'PUT',
    url: '/session/password',
    config: { permission: 'session:own' },
    schema: {
      tags: ['session'],
      summary: 'Change my password, which ends all my sessions, this one too.',
      body: z.strictObject({ password, newPassword: z.string().min(12).max(256) }),
      response: { 204: z.undefined() },
    },
    async handler(request, reply) {
      const caller = callerOf(request);
      sessionOf(caller);
      const { body, ip, id } = request;
      await signIn(parts, {
        name: caller.account.name,
        password: body.password,
        address: ip,
        requestId: id,
      });
      await actingFor(roster, caller).accounts.setPassword(caller.account.id, body.newPassword);
      reply.header('set-cookie', sessionCookie('', 0));
      return reply.status(204).send(undefined);
    },
  });
};

/** @throws {ApiError} session_required */
function sessionOf({ session }: Caller) {
  if (session) return session;
  throw new ApiError('session_required', 'A token is revoked with portero account token revoke.');
}

function stateOf(caller: Caller) {
  const { account, roles, session, csrfToken } = caller;
  return {
    account: wire(account),
    roles: [...roles],
    permissions: permissionsOf(roles),
    ...(session && wire({ idleUntil: session.idleUntil, expiresAt: session.expiresAt })),
    ...(csrfToken !== undefined && { csrfToken }),
  };
}

interface Attempt {
  name: string;
  password: string;
  address: string;
  requestId: string;
}

/** One answer for whatever is wrong; which it was stands in the log. @throws {ApiError} */
async function signIn(
  { roster, backOff, passwordChecks, clock, logger }: RouteParts,
  { name, password, address, requestId }: Attempt,
) {
  const waitMs = backOff.begin(address);
  if (waitMs > 0) {
    logger.warn({ requestId, address, waitMs }, 'an address has to wait before it signs in');
    throw new ApiError('too_many_requests', 'Too many attempts from this address.', { retryAfterMs: waitMs });
  }
  const admitted = await passwordChecks.run(address, () =>
    roster.accounts.signIn(name, password, new Date(clock.now())),
  );
  if (!admitted.admitted) throw new ApiError('unavailable', 'Too many sign in at this moment. Try again.');
  const { value: attempt } = admitted;
  if (!attempt.ok) {
    const { reason, accountId } = attempt;
    logger.warn({ requestId, reason, account: accountId, address }, 'nobody was signed in');
    throw new ApiError(
      'invalid_credentials',
      'After several failures an account takes no password for a while, also not the right one.',
    );
  }
  backOff.succeeded(address);
  return attempt.account;
}
