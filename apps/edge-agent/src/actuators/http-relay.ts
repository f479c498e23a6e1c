import { fetchReason, splitCredentials } from '../http-credentials.ts';
import type { HttpActuatorConfig } from './actuator-config.ts';
import type { UnlockContext } from './door-actuator.ts';
import { fillPulse, type Relay } from './relay.ts';

/** A relay behind a URL: `GET` for the simplest devices, otherwise a small JSON body says why. */
export function httpRelay({ unlockUrl, lockUrl, method, timeoutMs }: HttpActuatorConfig): Relay {
  async function call(
    template: string,
    body: { action: string; pulseMs: number } & Partial<UnlockContext>,
  ): Promise<void> {
    const { url, headers } = splitCredentials(fillPulse(template, body.pulseMs));
    const payload =
      method === 'GET'
        ? { headers }
        : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    let response: Response;
    try {
      response = await fetch(url, { ...payload, method, signal: AbortSignal.timeout(timeoutMs) });
    } catch (cause) {
      throw new Error(`${url.origin} does not answer: ${fetchReason(cause)}`, { cause });
    }
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${url.origin} answers ${response.status}`);
  }

  return {
    unlock: (pulseMs, context) => call(unlockUrl, { action: 'unlock', pulseMs, ...context }),
    ...(lockUrl !== undefined && { lock: () => call(lockUrl, { action: 'lock', pulseMs: 0 }) }),
    async stop() {},
  };
}
