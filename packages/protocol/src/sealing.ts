import { opened, type Result } from './result.ts';

/** Why a seal was not opened. */
export type SealRefusal =
  | 'malformed'
  | 'unsupported_version'
  /** It came without a seal where one is demanded. */
  | 'unsealed'
  /** Sealed to a key that is not ours, or no longer. */
  | 'unknown_sealing_key'
  /** Changed on its way, or sealed with a key of small order. */
  | 'unsealable';

/**
 * The seam for sealing observations to the coordinators, so that the broker sees no biometrics. What is sealed is
 * always the signed JWS (sign, then encrypt), so that an opener yields something that proves its origin.
 */
export interface ObservationSealer {
  seal(jws: string): string;
}

export interface OpenedSeal {
  readonly jws: string | Uint8Array;
  /** To be called once the signature inside has proved that the edge itself sealed it. */
  confirm(): void;
}

export interface ObservationOpener {
  /**
   * Never throws for what the network sent.
   * @param edge `site/building/edge`, of the topic it came on
   */
  open(payload: string | Uint8Array, edge: string): Result<OpenedSeal, SealRefusal>;
}

/** No sealing: the payload is the JWS itself. For brokers inside the coordinator's own process, and tests. */
export const unsealed: ObservationSealer & ObservationOpener = Object.freeze({
  seal: (jws: string) => jws,
  open: (jws: string | Uint8Array) => opened({ jws, confirm: () => {} }),
});
