import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TwoPersonAct } from '@portero/access';
import type { Roster } from '@portero/roster';
import type { Clock, Logger } from '@portero/runtime';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Admission } from '../admission.ts';
import type { AddressBackOff } from './address-back-off.ts';
import type { AuditVerifier } from './audit-verifier.ts';
import type { TwoPersonRule } from './two-person-rule.ts';

/** Fastify with requests and answers typed by their Zod schemas. */
export type ApiApp = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface ApiOptions {
  /** A session ends when it is not used for so long. */
  sessionIdleMs: number;
  /** A session ends then in any case. */
  sessionMs: number;
  /** How long a proposal waits for another administrator. */
  proposalMs: number;
  /** Acts that take two administrators. */
  twoPersonActs: readonly TwoPersonAct[];
}

export interface ApiDeps {
  roster: Roster;
  /** Whether the coordinator is as it should be. */
  isHealthy(): Promise<boolean>;
  verifier: AuditVerifier;
  clock: Clock;
  logger: Logger;
}

/** What routes share. */
export interface RouteParts extends ApiDeps {
  options: ApiOptions;
  twoPerson: TwoPersonRule;
  backOff: AddressBackOff;
  /** Each password costs 64 MiB for a moment. */
  passwordChecks: Admission;
}

export type Routes = (app: ApiApp, parts: RouteParts) => void;
