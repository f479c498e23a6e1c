import { readFile } from 'node:fs/promises';
import { errorMessage } from '@portero/runtime';
import { z } from 'zod';
import { checkChallengeCamera } from './challenge-camera.ts';
import { doorConfigSchema, slugSchema } from './door-config.ts';
import { EdgeError } from './edge-error.ts';

const jwkSchema = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() });

const edgeAddressSchema = z.string().refine((text) => {
  const parts = text.split('/');
  return parts.length === 3 && parts.every((part) => slugSchema.safeParse(part).success);
}, 'an edge is written site/building/edge');

const tlsSchema = z.strictObject({
  /** PEM: the authority whose servers this edge believes, and no other. */
  ca: z.string().min(1),
  /** PEM: who this edge is. */
  cert: z.string().min(1),
  key: z.string().min(1),
});

/** What an edge needs to know, in one file: who it is, whom it trusts, and its doors. The file holds secrets. */
export const edgeBundleSchema = z
  .strictObject({
    /** `site/building/edge` */
    address: edgeAddressSchema,
    brokerUrl: z.url({ protocol: /^(mqtts?|wss?)$/ }),
    /** Of the edge's account at a broker that knows it by a password instead of a certificate. */
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    tls: tlsSchema.optional(),
    /** Where the certificate is renewed. */
    enrolUrl: z.url({ protocol: /^https$/ }).optional(),
    /** Ed25519 private key with which this edge signs. */
    signingKey: jwkSchema.extend({ d: z.string() }),
    /** Ed25519 public keys whose commands open its doors. */
    coordinatorKeys: z.array(jwkSchema).min(1),
    /** X25519 public key that observations are sealed to. Absent in bundles of earlier versions. */
    sealingKey: jwkSchema.extend({ crv: z.literal('X25519') }).optional(),
    /** Of the last configuration before this bundle was written; an older one is never taken. */
    configVersion: z.number().int().min(1).optional(),
    /** Doors; a bare name stands for a door with every setting at its default. */
    doors: z
      .array(z.union([slugSchema.transform((door) => ({ door })), z.looseObject({})]).pipe(doorConfigSchema))
      .min(1),
  })
  .superRefine(({ brokerUrl, tls, username, password }, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    // Whoever can change the address must not be able to have everything said in the clear.
    if (tls && !brokerUrl.startsWith('mqtts:')) complain('brokerUrl', 'must be mqtts:// with a certificate');
    if (!tls && (username === undefined || password === undefined)) {
      complain('tls', 'is needed, or username and password');
    }
  });

export type EdgeBundleInput = z.input<typeof edgeBundleSchema>;
export type EdgeBundle = z.output<typeof edgeBundleSchema>;

/**
 * @throws {EdgeError} BUNDLE_INVALID naming each field that is wrong, never its value
 * @throws {EdgeError} CONFIG_INVALID for a door that gives challenges to photographs
 */
export function parseEdgeBundle(value: unknown, origin = 'The edge bundle'): EdgeBundle {
  const parsed = edgeBundleSchema.safeParse(value);
  if (parsed.success) {
    for (const door of parsed.data.doors) checkChallengeCamera(door);
    return parsed.data;
  }
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw new EdgeError('BUNDLE_INVALID', `${origin} is not valid. ${problems.join('; ')}.`, {
    context: { fields: parsed.error.issues.map((issue) => issue.path.join('.')) },
  });
}

/**
 * @throws {EdgeError} BUNDLE_UNREADABLE when there is no such file or it is not JSON
 * @throws {EdgeError} BUNDLE_INVALID, CONFIG_INVALID
 */
export async function readEdgeBundle(path: string): Promise<EdgeBundle> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    // A syntax error of JSON.parse quotes the text around it, which may be a key.
    const reason = cause instanceof SyntaxError ? 'it is not JSON' : errorMessage(cause);
    throw new EdgeError(
      'BUNDLE_UNREADABLE',
      `The edge bundle ${path} cannot be read: ${reason}. Write it with "portero edge provision" on the coordinator, or with "portero-edge enrol" here.`,
      { context: { path } },
    );
  }
  return parseEdgeBundle(value, `The edge bundle ${path}`);
}
