import type { SealedKind } from './jwe-header.ts';
import { opened, type Result } from './result.ts';
import type { ProvedSession } from './session.ts';

/** Why a seal was not opened, or what is in it is not believed. */
export type SealRefusal =
  | 'malformed'
  | 'unsupported_version'
  /** It came without a seal where one is demanded. */
  | 'unsealed'
  /** Sealed to a key that is not ours, or no longer. */
  | 'unknown_sealing_key'
  /** Changed on its way, or sealed with a key of small order. */
  | 'unsealable'
  /** The session that speaks for it is of another edge, another boot or another key. */
  | 'wrong_session';

export interface OpenedSeal {
  /** A signed message or, with a session, the message itself. */
  readonly content: string | Uint8Array;
  /** What its header says of the session that speaks for it. */
  readonly session?: { readonly jws: string; readonly sealTo: string; readonly epk: string } & {
    /** Set when this very session has been confirmed before. */
    readonly proved?: ProvedSession | undefined;
  };
  /** To be called once it is certain that the edge itself sealed it. */
  confirm(proved?: ProvedSession): void;
}

/** The seam for what edges seal to the coordinators, so that the broker sees no biometrics. */
export interface EdgeMessageOpener {
  /**
   * Never throws for what the network sent.
   * @param of.edge `site/building/edge`, of the topic it came on
   */
  open(
    payload: string | Uint8Array,
    of: { readonly edge: string; readonly kind: SealedKind },
  ): Result<OpenedSeal, SealRefusal>;
}

/** No sealing: the payload is the JWS itself. For brokers inside the coordinator's own process, and tests. */
export const unsealed: EdgeMessageOpener = Object.freeze({
  open: (jws: string | Uint8Array) => opened({ content: jws, confirm: () => {} }),
});
