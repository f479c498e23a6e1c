/**
 * The seam for sealing observations to the coordinators, so that the broker sees no biometrics. What is sealed is
 * always the signed JWS (sign, then encrypt), so that an opener yields something that proves its origin.
 */
export interface ObservationSealer {
  seal(jws: string): string | Buffer;
}

export interface ObservationOpener {
  /** @returns the JWS, or undefined if the payload cannot be opened; never throws for what the network sent */
  open(payload: string | Uint8Array): string | Uint8Array | undefined;
}

/** No sealing: the payload is the JWS itself. For brokers inside the coordinator's own process, and tests. */
export const unsealed: ObservationSealer & ObservationOpener = Object.freeze({
  seal: (jws: string) => jws,
  open: (payload: string | Uint8Array) => payload,
});
