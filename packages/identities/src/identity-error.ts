import { AppError } from '@portero/runtime';

export type IdentityErrorCode =
  /** The certificate and the private key of the authority are not a pair, or not ones of an authority. */
  | 'AUTHORITY_INVALID'
  /** The authority's own certificate has run out, so that nothing it signs is believed. */
  | 'AUTHORITY_EXPIRED'
  /** A signing request cannot be read, is not signed by its own key, or its key is not on the curve P-256. */
  | 'SIGNING_REQUEST_INVALID'
  | 'CERTIFICATE_INVALID'
  /** A server has no name under which clients could find it, or one that is neither a host name nor an address. */
  | 'HOST_NAME_INVALID';

export class IdentityError extends AppError<IdentityErrorCode> {}
