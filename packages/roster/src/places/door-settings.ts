import { checkInteger, checkOneOf, checkUnit, invalid } from '../validate.ts';
import { type DoorSettings, PAD_DEMANDS } from './place.ts';

/**
 * Checks whatever is given; null takes an override away.
 * @throws {RosterError} INVALID_INPUT
 */
export function checkDoorSettings(settings: DoorSettings): void {
  const { mode, pulseMs, failMode, thresholdL2, marginL2, targetFpir, minQuality, active } = settings;
  const { pad, minPadScore } = settings;
  if (mode !== undefined) checkOneOf('mode', mode, ['identify', 'verify', 'either']);
  if (pulseMs !== undefined) checkInteger('pulseMs', pulseMs, 100, 30_000);
  if (failMode !== undefined) checkOneOf('failMode', failMode, ['secure', 'safe']);
  if (typeof thresholdL2 === 'number' && !(thresholdL2 > 0 && thresholdL2 < Infinity)) {
    invalid('thresholdL2', 'must be a number above 0');
  }
  if (typeof marginL2 === 'number' && !(marginL2 >= 0 && marginL2 < Infinity)) {
    invalid('marginL2', 'must be a number of 0 or more');
  }
  if (typeof targetFpir === 'number') checkTargetFpir(targetFpir);
  if (typeof minQuality === 'number') checkUnit('minQuality', minQuality);
  checkFrames(settings);
  if (typeof pad === 'string') checkOneOf('pad', pad, PAD_DEMANDS);
  if (typeof minPadScore === 'number') checkUnit('minPadScore', minPadScore);
  checkEscort(settings);
  if (active !== undefined && typeof active !== 'boolean') invalid('active', 'must be true or false');
}

function checkFrames({ framesAgreeing, framesDemanded }: DoorSettings): void {
  if (framesAgreeing === framesDemanded && typeof framesDemanded !== 'number') return;
  if (typeof framesAgreeing !== 'number' || typeof framesDemanded !== 'number') {
    invalid('framesAgreeing', 'and framesDemanded must be given, or taken away, together');
  }
  checkInteger('framesDemanded', framesDemanded, 1, 8);
  checkInteger('framesAgreeing', framesAgreeing, 1, framesDemanded);
}

function checkEscort({ escortSeconds, escortVisitors }: DoorSettings): void {
  if (typeof escortSeconds === 'number') checkInteger('escortSeconds', escortSeconds, 1, 600);
  if (typeof escortVisitors === 'number') checkInteger('escortVisitors', escortVisitors, 1, 100);
}

/** @throws {RosterError} INVALID_INPUT */
export function checkTargetFpir(targetFpir: number): void {
  if (!(targetFpir > 0 && targetFpir < 1)) invalid('targetFpir', 'must lie between 0 and 1, both excluded');
}
