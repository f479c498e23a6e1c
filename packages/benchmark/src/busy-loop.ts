import { parentPort } from 'node:worker_threads';

// Computes for as long as it is told, and says how often it got round in a millisecond.

const TURNS_BETWEEN_LOOKS = 20_000;

parentPort?.once('message', (durationMs: number) => {
  const startedMs = performance.now();
  let turns = 0;
  let state = 1;
  while (performance.now() - startedMs < durationMs) {
    for (let turn = 0; turn < TURNS_BETWEEN_LOOKS; turn++) state = (state * 48_271) % 2_147_483_647;
    turns += TURNS_BETWEEN_LOOKS;
  }
  // The state goes along so that no compiler takes the loop away.
  parentPort?.postMessage(state > 0 ? turns / (performance.now() - startedMs) : 0);
});
parentPort?.postMessage('ready');
