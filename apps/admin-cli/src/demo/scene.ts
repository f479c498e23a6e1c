import type { Box } from '@portero/biometrics';

export interface ScenePerson {
  name: string;
  /** Where the photographs come from, for people. */
  photos: { file: string; image: Uint8Array }[];
}

/** Somebody enrolled who stands in a frame, and where: the box holds the centre of the face, in pixels. */
export interface SceneFace {
  person: string;
  box: Box;
}

export interface SceneFrame {
  /** A file name, unique in the scene. */
  label: string;
  image: Uint8Array;
  /** Whose card is held to the reader; then the question is 1:1. */
  cardOf?: string;
  /** Who of the enrolled stands there; all other faces are strangers. Absent: the truth is not known. */
  enrolled?: SceneFace[];
}

/** People, and what a camera sees of them: all that a demonstration needs. */
export interface Scene {
  title: string;
  people: ScenePerson[];
  frames: SceneFrame[];
}

/** What must happen to a face, by the truth of its frame; undefined where the truth is not known. */
export function expectedAt(frame: SceneFrame, box: Box): 'unlock' | 'deny' | undefined {
  if (!frame.enrolled) return undefined;
  const person = personAt(frame, box);
  if (person === undefined) return 'deny';
  return frame.cardOf === undefined || frame.cardOf === person ? 'unlock' : 'deny';
}

export function personAt(frame: SceneFrame, box: Box): string | undefined {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  return frame.enrolled?.find(
    ({ box: area }) => x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height,
  )?.person;
}
