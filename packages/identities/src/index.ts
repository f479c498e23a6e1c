export {
  AUTHORITY_LIFE_MS,
  type AuthorityMaterial,
  CertificateAuthority,
  createAuthority,
  DEVICE_LIFE_MS,
  SERVER_LIFE_MS,
} from './certificate-authority.ts';
export {
  type CertificateFacts,
  certificateFacts,
  normalSerialNumber,
  readCertificate,
} from './certificate-facts.ts';
export { IdentityError, type IdentityErrorCode } from './identity-error.ts';
export { generatePrivateKey, type ProvenKey, publicKeyOf } from './private-key.ts';
export type { RevokedCertificate } from './revocation-list.ts';
export { createSigningRequest, readSigningRequest } from './signing-request.ts';
