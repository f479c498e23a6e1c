import type { DecisionEvent } from '@portero/coordinator';
import { decisionLine } from './decision.ts';
import type { Style } from './style.ts';
import { count, fields } from './table.ts';

export interface RunningEvent {
  type: 'running';
  database: string;
  brokerUrl: string;
  httpUrl: string | undefined;
  engine: string;
  model: string;
  people: number;
  doors: { door: string; camera: boolean; actuator: string }[];
}

/** What `portero up` tells, in order. */
export type UpEvent =
  | RunningEvent
  | ({ type: 'decision'; displayName?: string } & DecisionEvent)
  | { type: 'prompt'; door: string; prompt?: string; message?: string }
  | { type: 'cameraEnded'; door: string; frames: number; error?: string };

function runningLines(event: RunningEvent, style: Style): string {
  const doors = event.doors.map(
    ({ door, camera, actuator }) =>
      [
        `  ${door}`,
        camera ? `camera here, lock: ${actuator}` : 'no camera here: waits for its edge',
      ] as const,
  );
  return [
    style.bold('portero is running'),
    fields([
      ['database', event.database],
      ['broker', event.brokerUrl],
      ...(event.httpUrl ? [['health', `${event.httpUrl}/health`] as const] : []),
      ['recognition', `${event.model} on ${event.engine}`],
      ['people', event.people],
      ['doors', event.doors.length],
      ...doors,
    ]),
    style.dim('Ctrl-C stops everything.'),
    '',
  ].join('\n');
}

export function upLine(event: UpEvent, style: Style): string {
  switch (event.type) {
    case 'running':
      return runningLines(event, style);
    case 'decision':
      return decisionLine({ ...event, decidedAt: new Date(event.decidedAt) }, style);
    case 'prompt':
      return event.message
        ? `${event.door}  ${style.bold(event.message)}`
        : `${event.door}  ${style.dim('(prompt over)')}`;
    case 'cameraEnded':
      return event.error
        ? `${style.red('camera failed')} at ${event.door} after ${count(event.frames, 'frame')}: ${event.error}`
        : `camera at ${event.door} has no more frames after ${count(event.frames, 'frame')}`;
  }
}
