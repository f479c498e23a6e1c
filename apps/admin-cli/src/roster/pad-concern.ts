import type { Door } from '@portero/roster';

export type PadConcernKind = 'undecided' | 'unproven' | 'opens_for_nobody';

/** One thing that may be wrong, and the doors (`site/building/edge/door`) of which it is. */
export interface PadConcern {
  kind: PadConcernKind;
  doors: string[];
}

interface Explained {
  title: string;
  todo: string;
}

/** What may be wrong with what a door demands against photographs and screens, and what to do about it. */
export const PAD_CONCERNS: Readonly<Record<PadConcernKind, Explained>> = Object.freeze({
  undecided: {
    title:
      'a face alone opens it and nobody has decided about photographs: a picture of the person may open it too',
    todo:
      'door add DOOR --pad active (people turn their heads), --pad off or --mode verify (card and face); ' +
      'docs/presentation-attacks.md says what each is worth.',
  },
  unproven: {
    title:
      'a face alone opens it on the passive score, which is NOT proven: in simulation about half of the good prints and ' +
      'screens pass, and no real attack was ever measured',
    todo: 'Use it with a card (--mode verify), or ask people to turn their heads (--pad required).',
  },
  opens_for_nobody: {
    title: 'it opens for nobody: --pad off wants a card with the face, and --mode identify takes none',
    todo: 'door add DOOR --mode either or verify, or another --pad.',
  },
});

/** A door out of service worries nobody, and one that always takes a card is what is recommended. */
export function padConcernOf({
  active,
  mode,
  pad,
}: Pick<Door, 'active' | 'mode' | 'pad'>): PadConcernKind | undefined {
  if (!active || mode === 'verify') return undefined;
  if (pad === undefined) return 'undecided';
  if (pad === 'passive') return 'unproven';
  return pad === 'off' && mode === 'identify' ? 'opens_for_nobody' : undefined;
}

/** Only those that there are. */
export function padConcernsOf(doors: readonly Door[]): PadConcern[] {
  return (Object.keys(PAD_CONCERNS) as PadConcernKind[])
    .map((kind) => ({
      kind,
      doors: doors.filter((door) => padConcernOf(door) === kind).map(({ address }) => address),
    }))
    .filter((concern) => concern.doors.length > 0);
}
