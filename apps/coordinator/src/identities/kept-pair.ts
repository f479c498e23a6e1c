import { readCertificate } from '@portero/identities';
import { type Clock, readPrivateFile, replacePrivateFile } from '@portero/runtime';
import { z } from 'zod';

const pairSchema = z.object({
  cert: z.string(),
  key: z.string(),
  /** For whom or what it was made: another one is made when it is wanted for something else. */
  purposes: z.array(z.string()),
});

/** A certificate and its private key, PEM. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

interface KeptPairDeps {
  clock: Clock;
  /** Whether the certificate counts: it was issued by the authority there is now, and not revoked. */
  isCurrent(serialNumber: string): Promise<boolean>;
  issue(): Promise<CertificatePair>;
}

/** A certificate of this machine's own, kept in a private file and made anew when a third of its life is left. */
export async function keptPair(
  { file, purposes }: { file: string; purposes: readonly string[] },
  { clock, isCurrent, issue }: KeptPairDeps,
): Promise<CertificatePair> {
  const kept = parse(await readPrivateFile(file));
  // An address that the machine has no more does no harm, and may come back.
  if (kept && purposes.every((purpose) => kept.purposes.includes(purpose))) {
    const { serialNumber, notBefore, notAfter } = readCertificate(kept.cert);
    const renewAtMs = notAfter.getTime() - (notAfter.getTime() - notBefore.getTime()) / 3;
    if (clock.now() < renewAtMs && (await isCurrent(serialNumber))) return kept;
  }
  const pair = await issue();
  await replacePrivateFile(file, `${JSON.stringify({ ...pair, purposes }, null, 2)}\n`);
  return pair;
}

/** One that cannot be read is made anew: nobody but this machine depends on it. */
function parse(content: string | undefined): z.output<typeof pairSchema> | undefined {
  try {
    return pairSchema.parse(JSON.parse(content ?? ''));
  } catch {
    return undefined;
  }
}
