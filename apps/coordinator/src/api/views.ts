import { ROLES, TWO_PERSON_ACTS } from '@portero/access';
import { z } from 'zod';

/** What answers consist of. Whatever a schema does not name is left out: no hash, no embedding, no path. */
const moment = z.iso.datetime({ offset: true });
const id = z.uuid();

export const personView = z
  .object({
    id,
    site: z.string(),
    externalId: z.string().optional(),
    displayName: z.string(),
    status: z.enum(['active', 'suspended']),
    createdAt: moment,
  })
  .meta({ id: 'Person' });

export const templateView = z
  .object({
    id,
    personId: id,
    modelId: z.string(),
    dimension: z.int(),
    quality: z.number(),
    createdAt: moment,
    revokedAt: moment.optional(),
  })
  .meta({ id: 'Template', description: 'Without the embedding, which never leaves the coordinator.' });

export const cardView = z
  .object({
    id,
    personId: id,
    status: z.enum(['active', 'revoked']),
    validFrom: moment.optional(),
    validUntil: moment.optional(),
    createdAt: moment,
    revokedAt: moment.optional(),
  })
  .meta({ id: 'Card', description: 'Without its number, which is not kept.' });

export const buildingView = z
  .object({
    id,
    address: z.string(),
    timeZone: z.string(),
    targetFpir: z.number().optional(),
    pool: z.string().describe('Which coordinators decide at its doors.'),
    createdAt: moment,
  })
  .meta({ id: 'Building' });

export const doorView = z
  .object({
    id,
    address: z.string(),
    timeZone: z.string(),
    mode: z.enum(['identify', 'verify', 'either']),
    pulseMs: z.int(),
    failMode: z.enum(['secure', 'safe']),
    thresholdL2: z.number().optional(),
    marginL2: z.number().optional(),
    targetFpir: z.number().optional(),
    minQuality: z.number().optional(),
    framesAgreeing: z.int().optional(),
    framesDemanded: z.int().optional(),
    pad: z.enum(['off', 'passive', 'active', 'required']).optional(),
    minPadScore: z.number().optional(),
    active: z.boolean(),
    createdAt: moment,
  })
  .meta({ id: 'Door' });

export const grantView = z
  .object({
    id,
    personId: id,
    place: z.string(),
    validFrom: moment.optional(),
    validUntil: moment.optional(),
    schedule: z.unknown().optional(),
    createdAt: moment,
    revokedAt: moment.optional(),
  })
  .meta({ id: 'Grant' });

export const decisionView = z
  .object({
    id,
    requestId: id,
    door: z.string(),
    mode: z.enum(['identify', 'verify']),
    personId: id.optional(),
    action: z.enum(['unlock', 'deny']),
    reason: z.string(),
    distanceL2: z.number().optional(),
    secondDistanceL2: z.number().optional(),
    thresholdL2: z.number().optional(),
    marginL2: z.number().optional(),
    frames: z.unknown().optional(),
    pad: z.unknown().optional(),
    modelId: z.string(),
    policyVersion: z.string(),
    quality: z.number(),
    capturedAt: moment,
    decidedAt: moment,
    ackOutcome: z.enum(['actuated', 'refused', 'shown']).optional(),
    ackReason: z.string().optional(),
    ackedAt: moment.optional(),
  })
  .meta({ id: 'Decision' });

export const auditEntryView = z
  .object({
    chain: id,
    seq: z.int(),
    at: moment,
    action: z.string(),
    actor: z.unknown().optional(),
    subject: z.string().optional(),
    person: z.string().optional(),
    door: z.string().optional(),
    details: z.unknown(),
  })
  .meta({ id: 'AuditEntry' });

export const verificationView = z
  .object({
    state: z.enum(['never', 'running', 'failed', 'done']),
    startedAt: moment.optional(),
    finishedAt: moment.optional(),
    done: z.int().optional(),
    total: z.int().optional(),
    result: z
      .object({
        ok: z.boolean(),
        entries: z.int(),
        chains: z.int(),
        checkpoints: z.int(),
        found: z.int(),
        unsealed: z.int(),
        findings: z.array(z.unknown()),
      })
      .optional(),
  })
  .meta({ id: 'Verification' });

export const accountView = z
  .object({
    id,
    name: z.string(),
    role: z.enum(ROLES),
    disabled: z.boolean(),
    lockedUntil: moment.optional(),
    createdAt: moment,
    lastUsedAt: moment.optional(),
  })
  .meta({ id: 'Account' });

export const proposalView = z
  .object({
    id,
    act: z.enum(TWO_PERSON_ACTS),
    subjectId: id,
    settings: z.unknown(),
    state: z.enum(['pending', 'confirmed', 'withdrawn', 'failed']),
    proposedBy: id,
    proposedAt: moment,
    expiresAt: moment,
    decidedBy: id.optional(),
    decidedAt: moment.optional(),
  })
  .meta({ id: 'Proposal' });
