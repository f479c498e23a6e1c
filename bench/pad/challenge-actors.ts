import type { ChallengeAction, ChallengeState } from '@portero/biometrics';

/** Seconds: a person notices the prompt, turns, waits to be seen, and turns back. */
const REACTION_S = 0.4;
const TURN_S = 0.5;
const HOLD_S = 0.7;
const MOVE_S = REACTION_S + TURN_S + HOLD_S + TURN_S;

/** Where the head is, degrees of yaw to the person's left, at a time and for what the display shows then. */
export type Actor = (nowS: number, state: ChallengeState) => number;

/** Does what the display asks, and again if it still asks: a person, or a video that is steered by the prompts. */
export function obeying(mostYawDegrees: number): Actor {
  let move: { action: ChallengeAction; sinceS: number } | undefined;
  return (nowS, state) => {
    if (move && nowS - move.sinceS >= MOVE_S) move = undefined;
    const asked = promptedAction(state);
    if (!move && asked) move = { action: asked, sinceS: nowS };
    return move ? yawOf(move.action, nowS - move.sinceS, mostYawDegrees) : 0;
  };
}

/** Plays the recorded answer to some challenge, whatever the display shows, from the moment the challenge is given. */
export function replaying(recorded: readonly ChallengeAction[], mostYawDegrees: number): Actor {
  return (nowS) => {
    const index = Math.floor(nowS / (MOVE_S + REACTION_S));
    const action = recorded[index];
    return action ? yawOf(action, nowS - index * (MOVE_S + REACTION_S), mostYawDegrees) : 0;
  };
}

function promptedAction(state: ChallengeState): ChallengeAction | undefined {
  if (state.status !== 'issued' || state.progress.phase === 'settling') return undefined;
  return state.challenge.actions[state.step];
}

function yawOf(action: ChallengeAction, sinceS: number, mostYawDegrees: number): number {
  const rising = (sinceS - REACTION_S) / TURN_S;
  const falling = (MOVE_S - sinceS) / TURN_S;
  const share = Math.max(0, Math.min(1, rising, falling));
  return (action === 'turn-left' ? 1 : -1) * mostYawDegrees * share;
}
