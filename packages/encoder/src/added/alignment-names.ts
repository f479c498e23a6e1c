import { type AlignmentTemplate, ARCFACE_112, DLIB_150 } from '@portero/biometrics';
import { OPENFACE_96 } from '../zoo/openface-template.ts';

/** The templates that a manifest can name. */
export const ALIGNMENT_NAMES = Object.freeze(['arcface-112', 'dlib-150', 'openface-96'] as const);

export type AlignmentName = (typeof ALIGNMENT_NAMES)[number];

export const ALIGNMENTS: Readonly<Record<AlignmentName, AlignmentTemplate>> = Object.freeze({
  'arcface-112': ARCFACE_112,
  'dlib-150': DLIB_150,
  'openface-96': OPENFACE_96,
});
