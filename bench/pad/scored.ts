import type { PadAnalyser, PadMeasures } from '@portero/encoder';
import { readFrame, sequence, still } from './material.ts';
import type { Person } from './people.ts';
import type { PresentationCache } from './presentations.ts';
import type { SequenceSpecies } from './sequences.ts';
import type { Species } from './species.ts';

/** A presentation and what the analyser says of it. */
export interface Scored {
  readonly person: string;
  readonly file: string;
  /** 0 … 1; absent where no face was found (a non-response: the presentation gets no further). */
  readonly score?: number | undefined;
  readonly measures?: PadMeasures | undefined;
}

export async function scoreStills(
  cache: PresentationCache,
  analyser: PadAnalyser,
  people: readonly Person[],
  species: Species,
): Promise<Scored[]> {
  const scored: Scored[] = [];
  for (const person of people) {
    const { file, face } = await still(cache, person, species);
    const assessment = face && analyser.analyse({ frame: await readFrame(file), ...face });
    scored.push({ person: person.name, file, score: assessment?.score, measures: assessment?.measures });
  }
  return scored;
}

/** Of each sequence: how its view changed, and what of that no plane explains. */
export interface ScoredMotion {
  readonly person: string;
  readonly viewChange: number;
  /** Absent where the view changed too little to tell. */
  readonly unexplained?: number | undefined;
}

export async function scoreSequences(
  cache: PresentationCache,
  analyser: PadAnalyser,
  people: readonly Person[],
  species: SequenceSpecies,
): Promise<ScoredMotion[]> {
  const scored: ScoredMotion[] = [];
  for (const person of people) {
    const frames = (await sequence(cache, person, species)).filter(({ face }) => face !== undefined);
    const last = frames.at(-1);
    if (!last?.face || frames.length < 2) continue;
    const history = frames.slice(0, -1).map(({ face }) => ({ landmarks: face!.landmarks }));
    const { motion } = analyser.analyse({ frame: await readFrame(last.file), ...last.face, history });
    scored.push({
      person: person.name,
      viewChange: motion?.viewChange ?? 0,
      unexplained: motion?.unexplained,
    });
  }
  return scored;
}
