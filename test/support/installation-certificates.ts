import {
  CertificateAuthority,
  createAuthority,
  generatePrivateKey,
  publicKeyOf,
  readCertificate,
} from '@portero/identities';
import { forgeCertificate } from '@portero/identities/testing';
import type { DeviceIdentity } from '@portero/protocol';
import { type Clock, systemClock } from '@portero/runtime';
import { ManualClock } from '@portero/testkit';

export interface Pair {
  cert: string;
  key: string;
}

const YEARS_MS = 366 * 86_400_000;
const LIST_LIFE_MS = 86_400_000;

export const edgeOf = (building: string, edge: string): DeviceIdentity => ({
  role: 'edge',
  edge: { site: 'hq', building, edge },
});

/** An installation's authority and everything that an attacker could hold up to its broker. */
export async function certificatesOfAnInstallation() {
  const twoYearsAgo = new ManualClock(Date.now() - 2 * YEARS_MS);
  const material = await createAuthority({ clock: twoYearsAgo });
  const open = (clock: Clock) => CertificateAuthority.open(material, { clock });
  const authority = await open(systemClock);
  const device = async (identity: DeviceIdentity, by: CertificateAuthority = authority): Promise<Pair> => {
    const key = await generatePrivateKey();
    return { cert: await by.issueDevice(identity, publicKeyOf(key)), key };
  };
  const server = async (hosts: string[], by: CertificateAuthority = authority): Promise<Pair> => {
    const key = await generatePrivateKey();
    return { cert: await by.issueServer(hosts, publicKeyOf(key)), key };
  };
  const stranger = await CertificateAuthority.open(await createAuthority({ clock: systemClock }), {
    clock: systemClock,
  });
  const broker = await server(['127.0.0.1', 'localhost']);
  const revoked = await device(edgeOf('main', 'lobby'));
  const forged = (commonName: string, uri = `portero://${commonName}`) =>
    forgeCertificate(material, { commonName, uris: [uri] });
  const lobby = await device(edgeOf('main', 'lobby'));
  const listOf = (pairs: Pair[]) =>
    authority.revocationList(
      pairs.map(({ cert }) => ({ serialNumber: readCertificate(cert).serialNumber, revokedAt: new Date() })),
      { lifeMs: LIST_LIFE_MS },
    );
  return {
    ca: authority.certificate,
    crl: await listOf([revoked]),
    /** The same list, and the lobby's certificate on it. */
    listRevokingLobby: () => listOf([revoked, lobby]),
    outdatedCrl: await (await open(twoYearsAgo)).revocationList([], { lifeMs: LIST_LIFE_MS }),
    broker,
    strangersBroker: await server(['127.0.0.1'], stranger),
    otherHostsBroker: await server(['broker.elsewhere']),
    expiredBroker: await server(['127.0.0.1'], await open(twoYearsAgo)),
    clients: {
      coordinator: await device({ role: 'coordinator', name: 'coordinator' }),
      lobby,
      garage: await device(edgeOf('main', 'garage')),
      annex: await device(edgeOf('annex', 'lobby')),
      revoked,
      expired: await device(edgeOf('main', 'lobby'), await open(twoYearsAgo)),
      stranger: await device(edgeOf('main', 'lobby'), stranger),
      broker,
      plus: await forged('hq/main/+'),
      hash: await forged('#'),
      deep: await forged('hq/main/lobby/front'),
      nul: await forged('hq/main/lobby\0'),
      twoNames: await forged('coordinator', 'portero://hq/main/garage'),
      uriless: await forgeCertificate(material, { commonName: 'hq/main/lobby/x' }),
    },
  };
}

export type Certificates = Awaited<ReturnType<typeof certificatesOfAnInstallation>>;
export type ClientName = keyof Certificates['clients'];
