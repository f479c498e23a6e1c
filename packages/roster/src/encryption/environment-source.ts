import { RosterError } from '../roster-error.ts';
import { parseMasterKey } from './master-key.ts';
import type { MasterKeySource } from './master-key-source.ts';

/** Keys out of the environment, such as a secret of systemd, Docker or Kubernetes. Fixed for the life of the process. */
export function environmentSource(key: string, previousKeys: readonly string[]): MasterKeySource {
  const current = parseMasterKey(key, 'PORTERO_MASTER_KEY');
  const keys = [
    current,
    ...previousKeys.map((previous) => parseMasterKey(previous, 'Each key of PORTERO_MASTER_KEY_PREVIOUS')),
  ];
  return {
    place: 'PORTERO_MASTER_KEY and PORTERO_MASTER_KEY_PREVIOUS',
    read: async () => keys,
    createFirst: async () => current,
    async createNext() {
      throw new RosterError(
        'MASTER_KEY_EXTERNAL',
        'The master key comes from PORTERO_MASTER_KEY, so Portero makes none. Make one (openssl rand -base64 32), set it as PORTERO_MASTER_KEY and the old one as PORTERO_MASTER_KEY_PREVIOUS for every process of the installation, restart them one by one, and rotate again.',
      );
    },
    async discard(keyId) {
      if (!keys.some(({ id }) => id === keyId)) return false;
      throw new RosterError(
        'MASTER_KEY_EXTERNAL',
        `The key ${keyId} comes from the environment: take it out of PORTERO_MASTER_KEY_PREVIOUS, and out of wherever that is kept.`,
        { context: { keyId } },
      );
    },
  };
}
