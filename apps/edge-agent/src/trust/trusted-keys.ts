import type { Bus, BusMessage } from '@portero/bus';
import {
  type CommandVerifier,
  type EdgeAddress,
  type EdgeSealer,
  importVerifier,
  type KeyRing,
  openEdgeConfig,
  openRevocation,
  signerOf,
  topics,
} from '@portero/protocol';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { type Bulletin, type Trust, versionFloor } from './trust.ts';

export interface TrustedKeysOptions {
  readonly edge: EdgeAddress;
  readonly trust: Trust;
  /** Configurations below this are never taken. */
  readonly minConfigVersion?: number | undefined;
}

export interface TrustedKeysDeps {
  /** Follows the sealing key. */
  readonly sealer: Pick<EdgeSealer, 'useKey'>;
  /** Told of every change, to be remembered beyond this boot. @defaultValue nobody */
  readonly memory?: { save(trust: Trust): Promise<void> } | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The keys whose commands open this edge's doors, and the one that it seals to: those it begins with, until a signed
 * `config` replaces them, without those that a signed `revoke` names.
 *
 * Invariants: both bulletins must be signed by a key that is trusted at that moment; versions only go up, over restarts
 * too; one that is refused changes nothing; a sealing key is replaced and never taken away; every verifier that was
 * handed out follows each change.
 */
export class TrustedKeys {
  readonly #options: TrustedKeysOptions;
  readonly #deps: TrustedKeysDeps;
  readonly #verifiers = new Set<CommandVerifier>();
  #trust: Trust;
  #ring: KeyRing;

  /** @throws {ProtocolError} KEY_INVALID */
  constructor(options: TrustedKeysOptions, deps: TrustedKeysDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#trust = options.trust;
    this.#ring = ringOf(options.trust);
    if (options.trust.sealingKey) deps.sealer.useKey(options.trust.sealingKey);
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
    const { edge } = this.#options;
    await bus.subscribe(topics.revoke(edge), (message) => this.#takeRevocation(message));
    await bus.subscribe(topics.config(edge), (message) => this.#takeConfig(message));
  }

  #takeRevocation({ payload }: BusMessage): void {
    const opened = openRevocation(payload, this.#ring, this.#reader('revoke'));
    if (!opened.ok) {
      this.#refused('revoke', opened.reason);
      return;
    }
    const { version, revokedKids } = opened.value;
    this.#take({ ...this.#trust, revokedKids, versions: this.#seen('revoke', payload, version) });
  }

  #takeConfig({ payload }: BusMessage): void {
    const opened = openEdgeConfig(payload, this.#ring, this.#reader('config'));
    if (!opened.ok) {
      this.#refused('config', opened.reason);
      return;
    }
    const { version, coordinatorKeys, sealingKey } = opened.value;
    try {
      if (sealingKey) this.#deps.sealer.useKey(sealingKey);
    } catch (error) {
      this.#refused('config', errorMessage(error));
      return;
    }
    this.#take({
      ...this.#trust,
      coordinatorKeys,
      ...(sealingKey && { sealingKey }),
      versions: this.#seen('config', payload, version),
    });
  }

  #reader(bulletin: Bulletin) {
    const lastVersion = versionFloor(this.#trust.versions[bulletin], this.#ring.kids);
    const floors = [lastVersion, bulletin === 'config' ? this.#options.minConfigVersion : undefined];
    const known = floors.filter((floor) => floor !== undefined);
    return {
      edge: this.#options.edge,
      nowMs: this.#deps.clock.now(),
      ...(known.length > 0 && { lastVersion: Math.max(...known) }),
    };
  }

  #seen(bulletin: Bulletin, payload: Uint8Array, version: number): Trust['versions'] {
    const { versions } = this.#trust;
    const kid = signerOf(payload)!;
    const highest = Math.max(version, versions[bulletin][kid] ?? 0);
    return { ...versions, [bulletin]: { ...versions[bulletin], [kid]: highest } };
  }

  #take(trust: Trust): void {
    if (JSON.stringify(trust) === JSON.stringify(this.#trust)) return;
    this.#trust = trust;
    this.#ring = ringOf(trust);
    for (const verifier of this.#verifiers) verifier.useKeys(this.#ring);
    void this.#deps.memory?.save(trust);
    this.#deps.logger.info(
      { kids: this.#ring.kids, sealingKey: trust.sealingKey?.kid, revoked: trust.revokedKids.length },
      'the trusted keys changed',
    );
  }

  #refused(topic: Bulletin, reason: string): void {
    this.#deps.logger.warn({ topic, reason }, 'a signed message was refused and changes nothing');
  }
}

function ringOf({ coordinatorKeys, revokedKids }: Trust): KeyRing {
  return importVerifier(coordinatorKeys, { revokedKids });
}
