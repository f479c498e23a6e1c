import type { Box, Point } from '@portero/biometrics';
import type { RawFrame } from '../analysis/frame-analysis.ts';

/** A face of a frame, with what is known of its track. */
export interface PadInput {
  readonly frame: RawFrame;
  /** As the detector gave it, pixels of the frame. */
  readonly box: Box;
  /** The 68 points of the iBUG scheme, pixels of the frame. */
  readonly landmarks: readonly Point[];
  /** The same face in earlier frames of its track, oldest first, this frame not included. Two seconds are enough. */
  readonly history?: readonly PadMoment[] | undefined;
}

export interface PadMoment {
  readonly landmarks: readonly Point[];
}

/** What was measured; every number finite. Higher is not always better: the rule says which way each one counts. */
export interface PadMeasures {
  /** Strongest periodic structure above its surroundings in the spectrum, log10 of the ratio: grids, moiré, halftone. */
  readonly spectralPeak: number;
  /** Power of the finest structure over that of middling structure, log10: low for what was photographed twice. */
  readonly fineDetail: number;
  /** Share of local binary patterns with more than two changes around the circle: grain and dots have many. */
  readonly irregularPatterns: number;
  /** Entropy of the patterns that have at most two, bits. */
  readonly patternEntropy: number;
  /** Darkest 2 % of face and surroundings, luminance 0..1: ink and lit glass are never black. */
  readonly blackLevel: number;
  /** Brightest 2 %, 0..1. */
  readonly whiteLevel: number;
  /** Share of the face that is blown out: gloss and glare, but sweat and glasses too. */
  readonly glare: number;
  /** Mean distance from grey in the face, 0..1: paper is paler. */
  readonly colourfulness: number;
  /** ln of blue over red in the face: screens are blue. */
  readonly blueness: number;
  /** Second-strongest straight edge of the four sides around the face, against the edges of the region. */
  readonly frameEdges: number;
  /** ln of the background's sharpness over the face's. A photograph is as sharp beside the face as in it. */
  readonly backgroundSharpness: number;
}

/** Of the track. Absent in an assessment without a history, or where the view hardly changed. */
export interface PadMotion {
  /** Change of view between the two frames that differ most; see `planarMotion`. */
  readonly viewChange: number;
  /** What the motion of a plane leaves unexplained of it, 0 (a plane) … 1. */
  readonly unexplained: number;
}

export interface PadAssessment {
  /** 0 (surely an attack) to 1 (surely bona fide, that is, a person). */
  readonly score: number;
  /** `unusable`: the face is too small or degenerate to be measured; its score is 0. */
  readonly verdict: 'bona-fide' | 'attack' | 'unusable';
  readonly measures?: PadMeasures;
  readonly motion?: PadMotion;
}

/** Tells people from photographs, screens and the like (presentation-attack detection, ISO/IEC 30107-1). */
export interface PadAnalyser {
  readonly id: string;
  /** Whether measurements on real attacks allow a door to open on its word without a card. */
  readonly proven: boolean;
  /** Never throws for what is in the picture. */
  analyse(input: PadInput): PadAssessment;
}
