import { z } from 'zod';

const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
const edgeAddress = z.object({ site: slug, building: slug, edge: slug });
const credentials = {
  username: z.string().min(1).max(256),
  /** As `hashPassword` writes it. */
  passwordHash: z.string().startsWith('scrypt$'),
};

/** What the broker knows of a device: who it is, what it does, how it proves it. Read from a file, hence the schema. */
export const brokerAccountSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('coordinator'), ...credentials }),
  z.object({ role: z.literal('observer'), ...credentials }),
  z.object({ role: z.literal('edge'), edge: edgeAddress, ...credentials }),
  z.object({ role: z.literal('lock'), door: edgeAddress.extend({ door: slug }), ...credentials }),
]);

export type BrokerAccount = z.output<typeof brokerAccountSchema>;

type WithoutHash<Account> = Account extends unknown ? Omit<Account, 'passwordHash'> : never;

/** Who a connection is, once proven: an account without its secret. */
export type BrokerIdentity = WithoutHash<BrokerAccount>;
