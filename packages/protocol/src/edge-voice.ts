import { type Clock, systemClock } from '@portero/runtime';
import { type AcknowledgementInput, checkAck } from './acknowledgement.ts';
import type { EdgeSealer } from './edge-sealer.ts';
import type { SealedKind } from './jwe-header.ts';
import { JWS_TYPES, type Signer } from './jws.ts';
import { PROTOCOL_VERSION } from './limits.ts';
import { checkObservation, type ObservationInput } from './observation.ts';
import { signSession } from './session.ts';

/**
 * How an edge proves what it says: one signature for all that it seals with one ephemeral key, or one for each message.
 * See ADR 0026 for what either is worth.
 */
export const PROOFS = ['session', 'signature'] as const;
export type Proof = (typeof PROOFS)[number];

export interface EdgeVoiceOptions {
  /** `site/building/edge` */
  readonly edge: string;
  readonly bootId: string;
  /** @defaultValue 'session' */
  readonly proof?: Proof | undefined;
}

export interface EdgeVoiceDeps {
  /** The edge's own key. */
  readonly signer: Signer;
  readonly sealer: EdgeSealer;
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * What an edge says to the coordinators, ready to be published: proved and, once a sealing key is known, sealed. Without one there is
 * no session, and everything is signed by itself.
 */
export class EdgeVoice {
  readonly #options: EdgeVoiceOptions;
  readonly #deps: Required<EdgeVoiceDeps>;

  constructor(options: EdgeVoiceOptions, { clock = systemClock, ...deps }: EdgeVoiceDeps) {
    this.#options = options;
    this.#deps = { ...deps, clock };
  }

  /** @throws {ProtocolError} `MESSAGE_INVALID` or `EMBEDDING_INVALID` */
  observation(observation: ObservationInput): string {
    const { signer, sealer } = this.#deps;
    const checked = checkObservation(observation);
    return (
      this.#inSession('observation', checked) ?? sealer.seal(signer.sign(JWS_TYPES.observation, checked))
    );
  }

  /** @throws {ProtocolError} `MESSAGE_INVALID` */
  acknowledgement(ack: AcknowledgementInput): string {
    const checked = checkAck(ack);
    return this.#inSession('ack', checked) ?? this.#deps.signer.sign(JWS_TYPES.ack, checked);
  }

  /** @returns undefined where each message is signed by itself */
  #inSession(kind: SealedKind, message: object): string | undefined {
    const { sealer, signer, clock } = this.#deps;
    const { edge, bootId, proof } = this.#options;
    if (proof === 'signature') return undefined;
    return sealer.sealInSession(kind, message, (keys) =>
      signSession({ v: PROTOCOL_VERSION, edge, bootId, ...keys, issuedAt: clock.now() }, signer),
    );
  }
}
