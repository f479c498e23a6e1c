import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { createFrameAnalyser, type FrameAnalyser } from './analysis/frame-analyser.ts';
import type { FrameAnalysis } from './analysis/frame-analysis.ts';
import { selectEngine } from './engines/select-engine.ts';
import {
  toPlainError,
  type WorkerAnswer,
  type WorkerRequest,
  type WorkerStart,
} from './pool/worker-messages.ts';
import { parseAnalysisRequest } from './pool/worker-request-schema.ts';

/*
 * The entry of a worker thread: an engine, the networks on it, one frame at a time. Run only as a thread, by the pool.
 */

if (parentPort) await serve(parentPort, workerData as WorkerStart);

async function serve(port: MessagePort, start: WorkerStart): Promise<void> {
  const send = (answer: WorkerAnswer, transfer: ArrayBuffer[] = []) => port.postMessage(answer, transfer);
  try {
    // The pool has a thread for each core already.
    sharp.concurrency(1);
    const { engine: forced, measured, threads, model, modelsDir } = start;
    const engine = await selectEngine({ ...(forced && { forced }), ...(measured && { measured }) });
    const analyser = await createFrameAnalyser({ model, modelsDir, threads, engine: engine.engine });
    await analyser.warmUp();
    port.on('message', (message: WorkerRequest) => void handle(port, analyser, message, send));
    send({ kind: 'ready', engine });
  } catch (error) {
    send({ kind: 'unfit', error: toPlainError(error) });
  }
}

async function handle(
  port: MessagePort,
  analyser: FrameAnalyser,
  message: WorkerRequest,
  send: (answer: WorkerAnswer, transfer?: ArrayBuffer[]) => void,
): Promise<void> {
  if (message.kind === 'stop') {
    analyser.dispose();
    port.close();
    return;
  }
  try {
    const analysis = await analyser.analyse(message.image, parseAnalysisRequest(message.request));
    send({ kind: 'done', analysis }, embeddingBuffers(analysis));
  } catch (error) {
    send({ kind: 'failed', error: toPlainError(error) });
  }
}

function embeddingBuffers({ faces }: FrameAnalysis): ArrayBuffer[] {
  return faces.map((face) => face.embedding.buffer as ArrayBuffer).filter((buffer) => buffer.byteLength > 0);
}
