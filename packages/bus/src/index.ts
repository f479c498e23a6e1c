export { type AccessRules, accessRules, mayPublish, maySubscribe, type PublishRule } from './acl.ts';
export { type AccountSource, type Authenticate, accountAuthenticator } from './authenticate.ts';
export {
  type Authorise,
  type Broker,
  type BrokerDeps,
  type BrokerOptions,
  type IsCurrent,
  startBroker,
} from './broker.ts';
export { type BrokerAccount, type BrokerIdentity, brokerAccountSchema } from './broker-account.ts';
export type { ConnectedClient } from './broker-guard.ts';
export type { BrokerTls } from './broker-listener.ts';
export type { Bus, BusHandler, BusMessage, BusOptions, BusTls, BusWill, PublishOptions } from './bus.ts';
export { BusError, type BusErrorCode, isRetryable } from './bus-error.ts';
export type { ClientCertificate } from './client-certificate.ts';
export { connectBus } from './connect-bus.ts';
export { type EmqxAclOptions, type EmqxOptions, emqxAcl, emqxConfig } from './emqx-files.ts';
export { BROKER_TLS_FILES } from './external-broker.ts';
export { isInTheClear, isLoopbackHost } from './loopback.ts';
export {
  type MosquittoTlsOptions,
  mosquittoPatternAcl,
  mosquittoTlsConfig,
} from './mosquitto-certificate-files.ts';
export {
  type MosquittoConfigOptions,
  mosquittoAcl,
  mosquittoConfig,
  mosquittoPasswordLine,
} from './mosquitto-files.ts';
export { generatePassword, hashPassword, verifyPassword } from './password.ts';
