import { Counter, Gauge, Histogram, type Registry } from '@portero/runtime';
import type { EventSource } from './event-hub.ts';
import type { EdgeEvents } from './events.ts';

const STAGES = [
  ...['queueMs', 'decodeMs', 'detectMs', 'landmarksMs', 'alignMs', 'encodeMs'],
  ...['signMs', 'answerMs', 'actuateMs', 'totalMs'],
] as const;

/** Counts what the events tell. Labels: the door, what became of it, the stage; never a person or a request. */
export function recordMetrics(events: EventSource<EdgeEvents>, registry: Registry): void {
  const registers = [registry];
  const frames = new Counter({
    name: 'portero_edge_frames_total',
    help: 'Frames of a camera by what became of them.',
    labelNames: ['door', 'result'],
    registers,
  });
  const dropped = new Gauge({
    name: 'portero_edge_frames_dropped',
    help: 'Frames that a live camera sent while the agent was busy, since the start.',
    labelNames: ['door'],
    registers,
  });
  const faces = new Counter({
    name: 'portero_edge_faces_total',
    help: 'Faces found in frames.',
    labelNames: ['door'],
    registers,
  });
  const attempts = new Counter({
    name: 'portero_edge_attempts_total',
    help: 'Settled attempts by outcome and reason.',
    labelNames: ['door', 'outcome', 'reason'],
    registers,
  });
  const challenges = new Counter({
    name: 'portero_edge_challenges_total',
    help: 'Challenges ("turn your head") by how they ended; of those that failed, why.',
    labelNames: ['door', 'outcome', 'reason'],
    registers,
  });
  const refusedCommands = new Counter({
    name: 'portero_edge_commands_refused_total',
    help: 'Packets on a command topic that the door did not obey.',
    labelNames: ['door', 'reason'],
    registers,
  });
  const stages = new Histogram({
    name: 'portero_edge_stage_seconds',
    help: 'Duration of the stages of an attempt; total runs from the capture of the frame.',
    labelNames: ['stage'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10],
    registers,
  });
  const connected = new Gauge({
    name: 'portero_edge_connected',
    help: 'Whether the broker is reached: 1 or 0.',
    registers,
  });

  events.on('frame', ({ door, faces: found, droppedFrames }) => {
    frames.inc({ door, result: 'analysed' });
    faces.inc({ door }, found);
    dropped.set({ door }, droppedFrames);
  });
  events.on('frameSkipped', ({ door }) => frames.inc({ door, result: 'skipped' }));
  events.on('settled', ({ door, outcome, reason, timings }) => {
    attempts.inc({ door, outcome, reason });
    for (const stage of STAGES) {
      const durationMs = timings[stage];
      if (durationMs !== undefined) stages.observe({ stage: stage.slice(0, -2) }, durationMs / 1000);
    }
  });
  events.on('challenged', ({ door, outcome, reason = '' }) => challenges.inc({ door, outcome, reason }));
  events.on('commandRefused', ({ door, reason }) => refusedCommands.inc({ door, reason }));
  events.on('connection', (event) => connected.set(event.connected ? 1 : 0));
}
