import type { Bus, BusMessage } from '@portero/bus';
import {
  type CommandVerifier,
  type EdgeAddress,
  importVerifier,
  type KeyRing,
  openEdgeConfig,
  openRevocation,
  topics,
} from '@portero/protocol';
import type { Clock, Logger } from '@portero/runtime';

type PublicJwks = Parameters<typeof importVerifier>[0];

export interface TrustedKeysDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The keys whose commands open this edge's doors: those of the bundle, until a signed `config` replaces them, without
 * those that a signed `revoke` names.
 *
 * Invariants: both bulletins must be signed by a key that is trusted at that moment; versions only go up within a boot;
 * one that is refused changes nothing; every verifier that was handed out follows each change.
 */
export class TrustedKeys {
  readonly #edge: EdgeAddress;
  readonly #deps: TrustedKeysDeps;
  readonly #verifiers = new Set<CommandVerifier>();
  #jwks: PublicJwks;
  #revokedKids: readonly string[] = [];
  #ring: KeyRing;
  #configVersion: number | undefined;
  #revokeVersion: number | undefined;

  /** @throws {ProtocolError} KEY_INVALID */
  constructor(options: { edge: EdgeAddress; coordinatorKeys: PublicJwks }, deps: TrustedKeysDeps) {
    this.#edge = options.edge;
    this.#jwks = options.coordinatorKeys;
    this.#ring = importVerifier(this.#jwks);
    this.#deps = deps;
  }

  get ring(): KeyRing {
    return this.#ring;
  }

  keepCurrent(verifier: CommandVerifier): void {
    verifier.useKeys(this.#ring);
    this.#verifiers.add(verifier);
  }

  /** Both topics are retained, so what was published before arrives with the subscription. */
  async listen(bus: Bus): Promise<void> {
    await bus.subscribe(topics.revoke(this.#edge), (message) => this.#takeRevocation(message));
    await bus.subscribe(topics.config(this.#edge), (message) => this.#takeConfig(message));
  }

  #takeRevocation({ payload }: BusMessage): void {
    const opened = openRevocation(payload, this.#ring, this.#reader(this.#revokeVersion));
    if (!opened.ok) {
      this.#refused('revoke', opened.reason);
      return;
    }
    this.#revokeVersion = opened.value.version;
    this.#revokedKids = opened.value.revokedKids;
    this.#renew();
  }

  #takeConfig({ payload }: BusMessage): void {
    const opened = openEdgeConfig(payload, this.#ring, this.#reader(this.#configVersion));
    if (!opened.ok) {
      this.#refused('config', opened.reason);
      return;
    }
    this.#configVersion = opened.value.version;
    this.#jwks = opened.value.coordinatorKeys;
    this.#renew();
  }

  #reader(lastVersion: number | undefined) {
    const reader = { edge: this.#edge, nowMs: this.#deps.clock.now() };
    return lastVersion === undefined ? reader : { ...reader, lastVersion };
  }

  #renew(): void {
    this.#ring = importVerifier(this.#jwks, { revokedKids: this.#revokedKids });
    for (const verifier of this.#verifiers) verifier.useKeys(this.#ring);
    this.#deps.logger.info(
      { kids: this.#ring.kids, revoked: this.#revokedKids.length },
      'the trusted keys changed',
    );
  }

  #refused(topic: string, reason: string): void {
    this.#deps.logger.warn({ topic, reason }, 'a signed message was refused and changes nothing');
  }
}
