import type { BusTls } from '@portero/bus';
import { createSigningRequest, generatePrivateKey, readCertificate } from '@portero/identities';
import { ENROLMENT_PATHS, parseEdgeAddress, renewalAnswerSchema } from '@portero/protocol';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import type { EdgeBundle } from '../edge-bundle.ts';
import { EdgeError } from '../edge-error.ts';
import { readRawBundle, writeBundle } from './bundle-store.ts';
import { askCoordinator } from './coordinator-link.ts';
import { refusal } from './enrol-device.ts';
import { checkedCertificate } from './own-certificate.ts';

const CHECK_EVERY_MS = 6 * 3_600_000;
/** A year's certificate is renewed in its last four months: time enough for a coordinator that is away. */
const RENEWED_IN_THE_LAST = 1 / 3;

type Tls = NonNullable<EdgeBundle['tls']>;

export interface IdentityKeeperDeps {
  clock: Clock;
  logger: Logger;
}

/**
 * Keeps the certificate of this device from running out: makes a new key, has it certified over a connection that the
 * old certificate proves, writes both into the bundle, and only then uses them.
 */
export class IdentityKeeper {
  readonly #options: { bundle: EdgeBundle; file: string };
  readonly #deps: IdentityKeeperDeps;
  #tls: Tls | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: { bundle: EdgeBundle; file: string }, deps: IdentityKeeperDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#tls = options.bundle.tls;
  }

  /** For each connection to the broker. Absent for an edge that has no certificate. */
  get tls(): (() => BusTls) | undefined {
    const first = this.#tls;
    return first && (() => this.#tls ?? first);
  }

  start(): void {
    if (!this.#tls) return;
    const look = () => {
      this.#looking = this.look();
    };
    this.#timer = setInterval(look, CHECK_EVERY_MS);
    look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Renews if it is time. Never throws: there are months to try again. */
  async look(): Promise<void> {
    const tls = this.#tls;
    if (!tls) return;
    const { notBefore, notAfter } = readCertificate(tls.cert);
    const renewFromMs = notAfter.getTime() - (notAfter.getTime() - notBefore.getTime()) * RENEWED_IN_THE_LAST;
    if (this.#deps.clock.now() < renewFromMs) return;
    const { logger } = this.#deps;
    try {
      this.#tls = await this.#renew(tls);
      logger.info({ notAfter: readCertificate(this.#tls.cert).notAfter }, 'the certificate was renewed');
    } catch (error) {
      logger.error({ notAfter, reason: errorMessage(error) }, 'the certificate runs out and was not renewed');
    }
  }

  async #renew({ ca, cert, key: oldKey }: Tls): Promise<Tls> {
    const { bundle, file } = this.#options;
    const { address, enrolUrl } = bundle;
    if (enrolUrl === undefined) {
      throw new EdgeError(
        'ENROLMENT_REFUSED',
        'The bundle does not say where certificates are renewed (enrolUrl). Provision the edge again with "portero edge provision".',
      );
    }
    const key = await generatePrivateKey();
    const request = await createSigningRequest({ role: 'edge', edge: parseEdgeAddress(address) }, key);
    const url = new URL(ENROLMENT_PATHS.renew, enrolUrl);
    const { status, body } = await askCoordinator(url, { request }, { ca, cert, key: oldKey });
    const answer = renewalAnswerSchema.safeParse(body);
    if (status !== 200 || !answer.success) throw refusal(status, body);
    const renewed = { ca, cert: checkedCertificate(answer.data.certificate, { ca, key, address }), key };
    // As it lies there: the agent may run with settings that the environment overrides.
    await writeBundle(file, { ...(await readRawBundle(file)), tls: renewed });
    return renewed;
  }
}
