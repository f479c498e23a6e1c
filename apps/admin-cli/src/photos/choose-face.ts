import type { Box } from '@portero/biometrics';

/**
 * The face that a picture is about, where others may stand behind: the one nearest to the centre for its size.
 * As in the pictures of LFW, whose subject is centred but not always the largest face.
 */
export function mainFace<Face extends { readonly box: Box }>(analysis: {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly Face[];
}): Face | undefined {
  const centreX = analysis.width / 2;
  const centreY = analysis.height / 2;
  const distanceInFaces = ({ box }: Face) =>
    Math.hypot(box.x + box.width / 2 - centreX, box.y + box.height / 2 - centreY) / Math.max(1, box.height);
  return analysis.faces.reduce<Face | undefined>(
    (best, face) => (best && distanceInFaces(best) <= distanceInFaces(face) ? best : face),
    undefined,
  );
}
