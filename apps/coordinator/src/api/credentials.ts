import { createHash, timingSafeEqual } from 'node:crypto';
import type { Roster } from '@portero/roster';
import type { Clock } from '@portero/runtime';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';

/** `__Host-`: a browser takes it only over TLS (or from the loopback), for this host alone, and for all paths. */
export const SESSION_COOKIE = '__Host-portero_session';
export const CSRF_HEADER = 'x-portero-csrf';

const BEARER = /^Bearer ([A-Za-z0-9_-]{1,128})$/;
const COOKIE = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([A-Za-z0-9_-]{1,128})(?=;|$)`);
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface CredentialDeps {
  roster: Pick<Roster, 'sessions' | 'tokens'>;
  clock: Clock;
}

/** Of what a request shows: a bearer, else the cookie of a session. Nothing when it shows nothing that counts. */
export async function authenticate(
  request: FastifyRequest,
  { idleMs }: { idleMs: number },
  { roster, clock }: CredentialDeps,
): Promise<Caller | undefined> {
  const at = new Date(clock.now());
  const { authorization, cookie } = request.headers;
  const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  if (authorization !== undefined && bearer === undefined) return undefined;
  if (bearer?.startsWith('ptk_')) {
    const used = await roster.tokens.use(bearer, at);
    if (!used) return undefined;
    const { account, token } = used;
    return { account, roles: [account.role, token.role], tokenId: token.id };
  }
  const sessionToken = bearer ?? COOKIE.exec(cookie ?? '')?.[1];
  const session =
    sessionToken === undefined ? undefined : await roster.sessions.use(sessionToken, idleMs, at);
  if (!session || sessionToken === undefined) return undefined;
  const { account } = session;
  const csrfToken = bearer === undefined ? csrfTokenOf(sessionToken) : undefined;
  return { account, roles: [account.role], session, ...(csrfToken !== undefined && { csrfToken }) };
}

/** Known only to who knows the token of the session, and no help in finding it. */
export function csrfTokenOf(sessionToken: string): string {
  return createHash('sha256').update(`portero csrf v1\0${sessionToken}`).digest('base64url');
}

/** Whether a request that changes something comes from a page that was given the token, and not from somewhere else. */
export function isForged(request: FastifyRequest, { csrfToken }: Caller): boolean {
  if (csrfToken === undefined || READING.has(request.method)) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const shown = request.headers[CSRF_HEADER];
  if (typeof shown !== 'string' || shown.length !== csrfToken.length) return true;
  const [a, b] = [Buffer.from(shown), Buffer.from(csrfToken)];
  return a.length !== b.length || !timingSafeEqual(a, b);
}

/** A cookie for the life of the session, or one that takes it away. */
export function sessionCookie(token: string, maxAgeMs: number): string {
  const maxAge = Math.max(0, Math.floor(maxAgeMs / 1000));
  return `${SESSION_COOKIE}=${token}; Path=/; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=Strict`;
}
