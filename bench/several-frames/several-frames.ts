// How many frames of a person should agree. People of Labeled Faces in the Wild with several pictures: each person's
// pictures stand for the frames of a track. Prints a table, and with --json one JSON object.
//
//     npx tsx bench/several-frames/several-frames.ts [--json]
//
// The first run encodes 1,540 pictures, which takes some minutes; later ones read them from the temporary folder.
import { type DecisionInput, decide, type FrameDemand, SINGLE_FRAME } from '@portero/access';
import { fuseTemplates } from '@portero/biometrics';
import { encodedPeople } from './lfw-embeddings.ts';
import { type Rate, rateOverPeople } from './rates.ts';
import { makeTracks, type Nearest, search, type Track } from './tracks.ts';

const MARGIN_L2 = 0.05;
const FRAMES = 3;
/** From where one frame lets about one stranger in a hundred in, to well beyond. */
const THRESHOLDS_L2 = [0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05];

interface SearchedTrack {
  readonly name: string;
  readonly frames: readonly (Nearest & { readonly quality: number })[];
  readonly fused: Nearest;
  readonly quality: number;
}

interface Rule {
  readonly name: string;
  readonly demand: FrameDemand;
  /** Whether all frames are fused and each has its say, or what else is looked at. */
  readonly looksAt: 'first frame' | 'fused' | 'fused and frames';
}

const RULES: readonly Rule[] = [
  { name: '1 frame', demand: SINGLE_FRAME, looksAt: 'first frame' },
  { name: 'fused of 3', demand: SINGLE_FRAME, looksAt: 'fused' },
  { name: '1 of 3 + fused', demand: { agreeing: 1, demanded: 3 }, looksAt: 'fused and frames' },
  { name: '2 of 3 + fused', demand: { agreeing: 2, demanded: 3 }, looksAt: 'fused and frames' },
  { name: '3 of 3 + fused', demand: { agreeing: 3, demanded: 3 }, looksAt: 'fused and frames' },
];

function searched({ name, frames, gallery }: Track): SearchedTrack {
  const fused = fuseTemplates(frames.map(({ embedding, quality }) => ({ embedding, weight: quality })));
  return {
    name,
    frames: frames.map(({ embedding, quality }) => ({ quality, ...search(embedding, gallery) })),
    fused: search(fused, gallery),
    quality: Math.max(...frames.map(({ quality }) => quality)),
  };
}

/** Whom the door would let in, by the rule that doors go by. */
function letIn(track: SearchedTrack, { demand, looksAt }: Rule, thresholdL2: number): string | undefined {
  const [first] = track.frames as [SearchedTrack['frames'][number]];
  const match = looksAt === 'first frame' ? first : track.fused;
  const personId = match.nearest.personId;
  const input: DecisionInput = {
    now: 0,
    door: { active: true, mode: 'identify', pulseMs: 3_000, frames: demand },
    thresholds: { thresholdL2, marginL2: MARGIN_L2 },
    quality: track.quality,
    match: { mode: 'identify', nearest: match.nearest, second: match.second },
    frames: looksAt === 'fused and frames' ? track.frames : undefined,
    person: { id: personId, status: 'active' },
    grants: [{ id: 'grant', personId }],
    timeZone: 'UTC',
  };
  const decision = decide(input);
  return decision.action === 'unlock' ? decision.personId : undefined;
}

function percent({ rate, lower, upper, count }: Rate): string {
  const share = (value: number) => (100 * value).toFixed(1);
  return `${share(rate)} (${share(lower)}–${share(upper)}; ${count})`;
}

const people = await encodedPeople(FRAMES);
const { mated, strangers } = makeTracks(people, FRAMES);
const matedTracks = mated.map(searched);
const strangerTracks = strangers.map(searched);
const peopleOf = (tracks: readonly SearchedTrack[]) => new Set(tracks.map(({ name }) => name)).size;

const rows = THRESHOLDS_L2.flatMap((thresholdL2) =>
  RULES.map((rule) => ({
    thresholdL2,
    rule: rule.name,
    /** Refused, or taken for somebody else. */
    fnir: rateOverPeople(
      matedTracks.map((track) => ({ name: track.name, yes: letIn(track, rule, thresholdL2) !== track.name })),
    ),
    fpir: rateOverPeople(
      strangerTracks.map((track) => ({
        name: track.name,
        yes: letIn(track, rule, thresholdL2) !== undefined,
      })),
    ),
  })),
);
const counts = {
  galleryPeople: people.length,
  matedPeople: peopleOf(matedTracks),
  matedTracks: matedTracks.length,
  strangerPeople: peopleOf(strangerTracks),
  strangerTracks: strangerTracks.length,
  marginL2: MARGIN_L2,
};
if (process.argv.includes('--json')) console.log(JSON.stringify({ ...counts, rows }));
else {
  console.log(counts);
  console.log(
    '| threshold | rule | FNIR % (95 %; tracks) | FPIR % (95 %; tracks) |\n| --- | --- | --- | --- |',
  );
  for (const { thresholdL2, rule, fnir, fpir } of rows) {
    console.log(`| ${thresholdL2} | ${rule} | ${percent(fnir)} | ${percent(fpir)} |`);
  }
}
