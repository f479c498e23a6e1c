import { z } from 'zod';
import { publicSigningJwkSchema } from './signing-key.ts';

/** Where a device asks, on the coordinator's listener for identities. */
export const ENROLMENT_PATHS = Object.freeze({ enrol: '/v1/enrol', renew: '/v1/renew' });

/** Largest body of a question or an answer, bytes. */
export const MAX_ENROLMENT_BYTES = 65_536;

const pem = z.string().max(8_192);

/** Both private keys were made on the device and stay there. */
export const enrolmentRequestSchema = z.object({
  token: z.string().max(256),
  /** PKCS #10, PEM. */
  request: pem,
  /** With which the device will sign what it observes. */
  signingKey: publicSigningJwkSchema,
});

export const renewalRequestSchema = z.object({ request: pem });

/** PEM. */
export const renewalAnswerSchema = z.object({ certificate: pem, authority: pem });

export const enrolmentAnswerSchema = renewalAnswerSchema.extend({
  /** The device's bundle, without the keys that only the device has. */
  bundle: z.looseObject({ address: z.string(), brokerUrl: z.string() }),
});

export type EnrolmentRequest = z.output<typeof enrolmentRequestSchema>;
export type EnrolmentAnswer = z.output<typeof enrolmentAnswerSchema>;
export type RenewalAnswer = z.output<typeof renewalAnswerSchema>;
