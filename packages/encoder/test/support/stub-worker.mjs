import { parentPort, workerData } from 'node:worker_threads';

/*
 * A worker that speaks the pool's protocol without an engine. The first byte of the picture says what it does:
 * 0 answer, 1 die of an error, 2 end its thread, 3 never answer, 4 answer with an error, 5 answer when told to by a
 * second worker message on the shared flag.
 */
const { gate, unfit, startsLeft } = workerData;
const flag = gate ? new Int32Array(gate) : undefined;

if (startsLeft && Atomics.sub(new Int32Array(startsLeft), 0, 1) <= 0) {
  parentPort.postMessage({ kind: 'unfit', error: plainError('ENGINE_UNAVAILABLE', 'no more starts') });
} else if (unfit) {
  parentPort.postMessage({ kind: 'unfit', error: plainError('MODEL_WEIGHTS_INVALID', 'broken weights') });
} else {
  parentPort.on('message', handle);
  parentPort.postMessage({
    kind: 'ready',
    engine: { engine: 'wasm', reason: 'a stub', candidates: [], versions: {} },
  });
}

function handle(message) {
  if (message.kind === 'stop') return parentPort.close();
  switch (message.image[0]) {
    case 1:
      throw new Error('the stub died as it was told to');
    case 2:
      return process.exit(3);
    case 3:
      return;
    case 4:
      return parentPort.postMessage({ kind: 'failed', error: plainError('IMAGE_CORRUPT', 'no picture') });
    case 5:
      Atomics.wait(flag, 0, 0);
  }
  parentPort.postMessage({
    kind: 'done',
    analysis: {
      width: message.image.length,
      height: 1,
      faces: [],
      detector: 'tiny',
      timings: { decodeMs: 1 },
    },
  });
}

function plainError(code, message) {
  return { code, message, context: {}, causeMessage: undefined };
}
