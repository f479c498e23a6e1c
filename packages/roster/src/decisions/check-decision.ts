import { PAD_DEMANDS } from '../places/place.ts';
import { parseDoor } from '../places/place-address.ts';
import {
  checkDate,
  checkFinite,
  checkInteger,
  checkOneOf,
  checkText,
  checkUnit,
  checkUuid,
  invalid,
} from '../validate.ts';
import type { DecidedFrames, DecidedPad, NewDecision } from './decision.ts';

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
  if (decision.frames) checkFrames(decision.frames);
  if (decision.pad) checkPad(decision.pad);
  checkDate('capturedAt', decision.capturedAt);
  checkDate('decidedAt', decision.decidedAt);
}

function checkPad({ demand, minScore, score, challenge }: DecidedPad): void {
  if (demand !== undefined) checkOneOf('pad.demand', demand, PAD_DEMANDS);
  checkFinite('pad.minScore', minScore);
  checkFinite('pad.score', score);
  if (challenge !== undefined) checkOneOf('pad.challenge', challenge, ['performed', 'failed', 'expired']);
}

function checkFrames({ agreeing, demanded, seen }: DecidedFrames): void {
  checkInteger('frames.demanded', demanded, 1, 8);
  checkInteger('frames.agreeing', agreeing, 1, demanded);
  if (seen.length > 8) invalid('frames.seen', 'must be at most 8');
  for (const { capturedAt, quality, personId, distanceL2, secondDistanceL2 } of seen) {
    checkFinite('frames.capturedAt', capturedAt);
    if (quality !== undefined) checkUnit('frames.quality', quality);
    if (personId !== undefined) checkUuid('frames.personId', personId);
    checkFinite('frames.distanceL2', distanceL2);
    checkFinite('frames.secondDistanceL2', secondDistanceL2);
  }
}
