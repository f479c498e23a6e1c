const DAY_MS = 86_400_000;

/** From when on somebody is told that a certificate is about to run out. */
export const EXPIRY_WARNING_MS = 30 * DAY_MS;

/** Whole days left, rounded down; negative when it has run out. */
export function daysLeft(notAfter: Date, nowMs: number): number {
  return Math.floor((notAfter.getTime() - nowMs) / DAY_MS);
}

/** The latest end for each name: a device that has renewed has two certificates for a while. */
export function latestByName(
  certificates: readonly { commonName: string; notAfter: Date }[],
): Map<string, Date> {
  const latest = new Map<string, Date>();
  for (const { commonName, notAfter } of certificates) {
    const known = latest.get(commonName);
    if (!known || known < notAfter) latest.set(commonName, notAfter);
  }
  return latest;
}
