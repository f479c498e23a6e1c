/*
 * What an active challenge is worth on simulated people and attacks: `npx tsx bench/pad/challenge.ts [--json]`. Makes its
 * pictures on the first run, some 3,000 of them.
 */
import {
  advanceChallenge,
  type ChallengeAction,
  type ChallengeState,
  challengeAt,
  estimateRate,
  faceSigns,
  issueChallenge,
  l2Distance,
  startChallenge,
} from '@portero/biometrics';
import { type Actor, obeying, replaying } from './challenge-actors.ts';
import { CHALLENGE_SPECIES, CHALLENGE_YAWS, type ChallengeSpecies } from './challenge-frames.ts';
import { challengeFrames, type FramesOfYaw, originalOf } from './challenge-material.ts';
import { openMaterial } from './open-material.ts';
import { type Person, peopleOfTheBench, SEQUENCE_PEOPLE } from './people.ts';
import { randomOf } from './random.ts';
import { percent } from './rates.ts';

const PEOPLE = 30;
/** Whoever is told to look at the camera can; a photograph that looks aside cannot be told, and is not taken. */
const LOOKS_AHEAD = 0.1;
const STEPS = 3;
const TURN_DEGREES = 38;

const material = await openMaterial();
// Nobody on whom the numbers of the challenge were chosen.
const people = await peopleLookingAhead(peopleOfTheBench().report.slice(SEQUENCE_PEOPLE));
const library = new Map<ChallengeSpecies, { person: Person; frames: FramesOfYaw }[]>();
for (const species of CHALLENGE_SPECIES) {
  const found: { person: Person; frames: FramesOfYaw }[] = [];
  for (const person of people) {
    const frames = await challengeFrames(material, person, species);
    if (frames) found.push({ person, frames });
  }
  library.set(species, found);
  console.error(`${species}: ${found.length} people`);
}
await material.stop();

async function peopleLookingAhead(candidates: readonly Person[]): Promise<Person[]> {
  const chosen: Person[] = [];
  for (const person of candidates) {
    const { face } = await originalOf(material, person);
    if (face && Math.abs(faceSigns(face.landmarks).headTurn) < LOOKS_AHEAD) chosen.push(person);
    if (chosen.length === PEOPLE) break;
  }
  return chosen;
}

/** One attempt: the camera takes a picture every so often until the challenge has ended. */
function attempt(
  frames: FramesOfYaw,
  actions: readonly ChallengeAction[],
  actor: Actor,
  frameMs: number,
): ChallengeState {
  let drawn = 0;
  const choices: readonly ChallengeAction[] = ['turn-left', 'turn-right'];
  const challenge = issueChallenge(
    { nowMs: 0, steps: actions.length, actions: choices },
    { randomInt: () => choices.indexOf(actions[drawn++]!) },
  );
  let state = startChallenge(challenge);
  for (let frame = 1; state.status === 'issued'; frame++) {
    const atMs = frame * frameMs;
    const face = frames.nearest(actor(atMs / 1000, state), frame);
    state = face
      ? advanceChallenge(state, { atMs, trackId: 'track', landmarks: face.landmarks })
      : challengeAt(state, atMs);
  }
  return state;
}

function drawActions(seed: string): ChallengeAction[] {
  const random = randomOf(seed);
  return Array.from({ length: STEPS }, () => (random.chance(0.5) ? 'turn-left' : 'turn-right'));
}

/** The same with at least one turn to the other side. */
function otherActions(actions: readonly ChallengeAction[], seed: string): ChallengeAction[] {
  const random = randomOf(seed);
  const wrong = Math.min(STEPS - 1, Math.floor(random.between(0, STEPS)));
  return actions.map((action, index) => {
    const turned = index === wrong || random.chance(0.5);
    return turned ? (action === 'turn-left' ? 'turn-right' : 'turn-left') : action;
  });
}

interface Row {
  readonly presentation: string;
  readonly frameMs: number;
  readonly performed: ReturnType<typeof estimateRate>;
  readonly ends: Readonly<Record<string, number>>;
}

function row(
  presentation: string,
  species: ChallengeSpecies,
  frameMs: number,
  actorOf: (actions: readonly ChallengeAction[], seed: string) => Actor,
): Row {
  const ends: Record<string, number> = {};
  const attempts = library.get(species)!;
  for (const { person, frames } of attempts) {
    const actions = drawActions(`actions/${person.name}`);
    const end = attempt(frames, actions, actorOf(actions, person.name), frameMs);
    const name = end.status === 'failed' ? end.reason : end.status;
    ends[name] = (ends[name] ?? 0) + 1;
  }
  return { presentation, frameMs, performed: estimateRate(ends.performed ?? 0, attempts.length), ends };
}

const rows = [100, 250].flatMap((frameMs) => [
  row(`person turns by ${TURN_DEGREES}°`, 'person', frameMs, () => obeying(TURN_DEGREES)),
  row('person turns by 30°', 'person', frameMs, () => obeying(30)),
  row('photograph held still', 'photograph', frameMs, () => () => 0),
  row('photograph waved as asked', 'photograph', frameMs, () => obeying(TURN_DEGREES)),
  row('video with a wrong turn', 'screen-video', frameMs, (actions, seed) =>
    replaying(otherActions(actions, seed), TURN_DEGREES),
  ),
  row('video of this very challenge, not timed', 'screen-video', frameMs, (actions) =>
    replaying(actions, TURN_DEGREES),
  ),
  row('video steered by the prompts', 'screen-video', frameMs, () => obeying(TURN_DEGREES)),
]);

/** How far the embedding of a turned head is from the same head that looks ahead, by yaw. */
const distances = Object.fromEntries(
  CHALLENGE_YAWS.map((yaw) => {
    const values = library.get('person')!.flatMap(({ frames }) => {
      const ahead = frames.nearest(0, 0);
      const turned = frames.nearest(yaw, 1);
      return ahead && turned ? [l2Distance(ahead.embedding, turned.embedding)] : [];
    });
    values.sort((a, b) => a - b);
    return [yaw, [0.5, 0.95, 0.999].map((share) => values[Math.floor(share * values.length)]!)];
  }),
);

if (process.argv.includes('--json')) console.log(JSON.stringify({ people: people.length, rows, distances }));
else {
  console.table(
    rows.map(({ presentation, frameMs, performed, ends }) => ({
      presentation,
      'pictures a second': 1000 / frameMs,
      performed: percent(performed),
      ends: Object.entries(ends)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    })),
  );
  console.log('L2 distance between looking ahead and turned by that many degrees: median, 95 %, most');
  console.table(distances);
}
