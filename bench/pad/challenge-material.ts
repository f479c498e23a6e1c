import { readFileSync } from 'node:fs';
import type { Point } from '@portero/biometrics';
import { CHALLENGE_YAWS, type ChallengeSpecies, challengeFrame } from './challenge-frames.ts';
import type { Material } from './open-material.ts';
import type { Person } from './people.ts';
import { readPicture } from './picture.ts';
import type { Presentation } from './presentations.ts';

export interface TurnedFace {
  readonly landmarks: readonly Point[];
  /** Of unit length. */
  readonly embedding: Float32Array;
}

/** What the camera saw of somebody at each angle. */
export interface FramesOfYaw {
  /** @returns nothing where no face was found at the nearest angle that there is */
  nearest(yawDegrees: number, take: number): TurnedFace | undefined;
}

/** Of each angle, so that no two pictures in a row are the same. */
const TAKES = 2;

/** The person's own picture. */
export function originalOf({ cache }: Pick<Material, 'cache'>, person: Person): Promise<Presentation> {
  return cache.get(`original-${person.name}`, async () => readFileSync(person.file));
}

/** @returns nothing where no face is found in the person's own picture */
export async function challengeFrames(
  { cache, pool }: Material,
  person: Person,
  species: ChallengeSpecies,
): Promise<FramesOfYaw | undefined> {
  const landmarks = (await originalOf({ cache }, person)).face?.landmarks;
  if (!landmarks) return undefined;
  const picture = await readPicture(person.file);
  const yaws = [...new Set(CHALLENGE_YAWS.flatMap((yaw) => [yaw, -yaw || 0]))];
  const faces = new Map<number, (TurnedFace | undefined)[]>();
  for (const yaw of yaws) {
    const takes: (TurnedFace | undefined)[] = [];
    for (let take = 0; take < TAKES; take++) {
      const { file, face } = await cache.get(`challenge-${species}-${person.name}-${yaw}-${take}`, () =>
        challengeFrame(species, { picture, landmarks, seed: person.name }, yaw, take),
      );
      // The cache keeps no embeddings, and only people are asked for theirs.
      const [embedded] =
        species === 'person'
          ? (await pool.analyse(readFileSync(file), { thorough: false, maxFaces: 1 })).faces
          : [];
      takes.push(face && { landmarks: face.landmarks, embedding: embedded?.embedding ?? new Float32Array() });
    }
    faces.set(yaw, takes);
  }
  return {
    nearest(yawDegrees, take) {
      const yaw = yaws.reduce((best, each) =>
        Math.abs(each - yawDegrees) < Math.abs(best - yawDegrees) ? each : best,
      );
      return faces.get(yaw)![take % TAKES];
    },
  };
}
