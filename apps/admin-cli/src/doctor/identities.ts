import { daysLeft, EXPIRY_WARNING_MS, InstallationAuthority, latestByName } from '@portero/coordinator';
import type { CliContext } from '../context/cli-context.ts';
import type { Check } from './check.ts';

/** Certificates that are about to run out, of devices and of the servers here. */
export async function checkIdentities(context: CliContext): Promise<Check> {
  const name = 'identities';
  const authority = await InstallationAuthority.find(context, context);
  if (!authority) return { name, status: 'ok', detail: 'no certificates: nothing here needs any' };
  const latest = latestByName(await authority.current());
  const nowMs = Date.now();
  const ending = [...latest].filter(([, notAfter]) => notAfter.getTime() - nowMs < EXPIRY_WARNING_MS);
  const without = await authority.edgesWithout();
  if (ending.length === 0 && without.length === 0) {
    return { name, status: 'ok', detail: `${latest.size} certificates, none runs out within 30 days` };
  }
  const words = [
    ...ending.map(([device, notAfter]) => `${device}: ${daysLeft(notAfter, nowMs)} days left`),
    ...without.map((edge) => `${edge}: revoked or run out`),
  ];
  return {
    name,
    status: ending.length > 0 ? 'warn' : 'ok',
    detail: words.join('; '),
    ...(ending.length > 0 && {
      fix: 'Devices renew by themselves where PORTERO_ENROL_PORT is served; else: portero edge provision PLACE --rotate',
    }),
  };
}
