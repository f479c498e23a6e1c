import { parseDoor } from '../places/place-address.ts';
import {
  checkDate,
  checkFinite,
  checkInteger,
  checkOneOf,
  checkText,
  checkUnit,
  checkUuid,
} from '../validate.ts';
import type { NewDecision } from './decision.ts';

/** @throws {RosterError} INVALID_INPUT, INVALID_PLACE */
export function checkDecision(decision: NewDecision): void {
  parseDoor(decision.door);
  checkUuid('requestId', decision.requestId);
  checkUuid('bootId', decision.bootId);
  for (const field of ['id', 'doorId', 'personId'] as const) {
    const value = decision[field];
    if (value !== undefined) checkUuid(field, value);
  }
  checkInteger('seq', decision.seq, 0, Number.MAX_SAFE_INTEGER);
  checkOneOf('mode', decision.mode, ['identify', 'verify']);
  checkOneOf('action', decision.action, ['unlock', 'deny']);
  checkText('reason', decision.reason, 64);
  checkText('modelId', decision.modelId, 128);
  checkText('policyVersion', decision.policyVersion, 64);
  checkUnit('quality', decision.quality);
  for (const field of ['distanceL2', 'secondDistanceL2', 'thresholdL2', 'marginL2'] as const) {
    checkFinite(field, decision[field]);
  }
  checkDate('capturedAt', decision.capturedAt);
  checkDate('decidedAt', decision.decidedAt);
}
