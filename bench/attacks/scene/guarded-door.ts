import {
  createEdgeAgent,
  type EdgeAgent,
  type EdgeBundle,
  type FaceEncoder,
  parseEdgeBundle,
} from '@portero/edge-agent';
import { type RecordingLogger, recordingLogger, waitUntil } from '@portero/testkit';
import { manualCamera, oneFaceEncoder } from '../../../apps/edge-agent/test/manual-camera.ts';

/** What the relay writes when it is driven. */
const OPENED = 'the lock opens';

export interface GuardedDoorOptions {
  bundle: EdgeBundle;
  brokerUrl: string;
  stateDir: string;
}

/**
 * A door with the real agent: its keys, its trust on the disk, its verifier, a relay that writes to the log. Only what
 * the camera sees is given to it.
 */
export class GuardedDoor {
  readonly log: RecordingLogger = recordingLogger();
  readonly outcomes: { requestId: string; outcome: string; reason: string }[] = [];
  readonly refusals: string[] = [];
  readonly #options: GuardedDoorOptions;
  #faces: readonly Float32Array[] = [];
  #camera = manualCamera();
  #agent: EdgeAgent;

  constructor(options: GuardedDoorOptions) {
    this.#options = options;
    this.#agent = this.#makeAgent();
  }

  async start(): Promise<void> {
    await this.#agent.start();
  }

  /** A new process: another boot, and what it remembers on its disk. */
  async reboot(): Promise<void> {
    await this.#agent.stop();
    this.#camera = manualCamera();
    this.#agent = this.#makeAgent();
    await this.#agent.start();
  }

  /** Somebody, or several people, stand before the camera for one picture. */
  show(...faces: readonly Float32Array[]): void {
    this.#faces = faces;
    this.#camera.show();
  }

  /** Requests for which the lock was driven, by its own log. */
  get opened(): string[] {
    return this.log.records.flatMap(({ msg, requestId }) => (msg === OPENED ? [String(requestId)] : []));
  }

  async settled(requestId: string) {
    const what = `the attempt ${requestId} to be settled`;
    return (await waitUntil(() => this.outcomes.find((each) => each.requestId === requestId), { what }))!;
  }

  /** The next refusal after this many. */
  async refusalAfter(count: number): Promise<string> {
    return (await waitUntil(() => this.refusals[count], { what: 'a command to be refused' }))!;
  }

  async stop(): Promise<void> {
    await this.#agent.stop();
  }

  #makeAgent(): EdgeAgent {
    const { bundle, brokerUrl, stateDir } = this.#options;
    const encoder: FaceEncoder = {
      ...oneFaceEncoder,
      analyse: async (...given) => {
        const seen = await oneFaceEncoder.analyse(...given);
        const [face] = seen.faces;
        return { ...seen, faces: this.#faces.map((embedding) => ({ ...face!, embedding })) };
      },
    };
    const doors = bundle.doors.map(({ door }) => ({ door, independentFrames: true, actuator: 'log' }));
    const agent = createEdgeAgent(
      { bundle: parseEdgeBundle({ ...bundle, brokerUrl, doors }), stateDir },
      { encoder, logger: this.log.logger, parts: { [doors[0]!.door]: { source: this.#camera } } },
    );
    agent.events.on('settled', ({ requestId, outcome, reason }) => {
      this.outcomes.push({ requestId, outcome, reason });
    });
    agent.events.on('commandRefused', ({ reason }) => this.refusals.push(reason));
    return agent;
  }
}
