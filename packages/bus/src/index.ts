export { mayPublish, maySubscribe } from './acl.ts';
export {
  type Authenticate,
  type Broker,
  type BrokerDeps,
  type BrokerOptions,
  startBroker,
} from './broker.ts';
export { type BrokerAccount, type BrokerIdentity, brokerAccountSchema } from './broker-account.ts';
export type { Bus, BusHandler, BusMessage, BusOptions, BusTls, BusWill, PublishOptions } from './bus.ts';
export { BusError, type BusErrorCode, isRetryable } from './bus-error.ts';
export { connectBus } from './connect-bus.ts';
export { generatePassword, hashPassword, verifyPassword } from './password.ts';
