import type { ApiApp } from './api-app.ts';

/** Answers are data: never kept, never run, never shown in somebody else's frame. */
const HEADERS = Object.freeze({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});

export function securityHeaders(app: ApiApp, { isTls }: { isTls: boolean }): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS).header('x-request-id', request.id);
    if (isTls) reply.header('strict-transport-security', 'max-age=31536000');
  });
}
