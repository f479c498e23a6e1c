import type { BrokerIdentity } from './broker-account.ts';

/** Whether the identity may publish on the topic, and keep it there if `retain`. */
export function mayPublish(
  _identity: BrokerIdentity,
  _topic: string,
  _options: { retain?: boolean } = {},
): boolean {
  return false;
}

/** Whether everything that the filter can match may be read by the identity. */
export function maySubscribe(_identity: BrokerIdentity, _filter: string): boolean {
  return false;
}
