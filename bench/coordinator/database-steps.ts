import type { NewDecision, Roster } from '@portero/roster';
import { newId } from '@portero/runtime';
import type { Step } from './step.ts';

const [BUILDING, EDGE, DOOR] = ['hq/main', 'hq/main/lobby', 'hq/main/lobby/front'];
const MODEL_ID = 'mobilefacenet-192';
const TOGETHER = 64;

/** What is asked of the database for a decision: alone, and shared by as many as come at the same time under load. */
export async function databaseSteps(roster: Roster): Promise<Record<string, Step>> {
  await roster.places.ensureBuilding(BUILDING);
  await roster.places.addEdge(EDGE);
  const { id: doorId } = await roster.places.addDoor(DOOR);
  const embedding = Float32Array.of(1, 0, 0, 0);
  const templates = [{ modelId: MODEL_ID, embedding, quality: 1, sourceHash: 'synthetic' }];
  const [personId] = (await roster.enrolments.enrolMany(BUILDING, [{ displayName: 'Ada', templates }])) as [
    string,
  ];
  const together = (task: () => Promise<unknown>) => () =>
    Promise.all(Array.from({ length: TOGETHER }, task));
  const ask = () => roster.circumstances.of({ door: DOOR, personId, modelId: MODEL_ID });
  let seq = 0;
  const record = () => roster.decisions.record(decision({ doorId, personId, seq: seq++ }));
  const fiveQuestions = async () => {
    await Promise.all([
      roster.places.findDoor(DOOR),
      roster.persons.findById(personId),
      roster.lookalikes.listForPerson(personId, MODEL_ID),
    ]);
    await Promise.all([
      roster.grants.forPersonAndDoor(personId, doorId),
      roster.doorRules.forDoor(doorId, new Date()),
    ]);
  };
  return {
    'read what holds, in five questions': { run: fiveQuestions, decisions: 1 },
    'read what holds, alone': { run: ask, decisions: 1 },
    'read what holds, 64 together': { run: together(ask), decisions: TOGETHER },
    'record a decision, alone': { run: record, decisions: 1 },
    'record a decision, 64 together': { run: together(record), decisions: TOGETHER },
  };
}

function decision(of: { doorId: string; personId: string; seq: number }): NewDecision {
  const frame = {
    quality: 0.8,
    personId: of.personId,
    distanceL2: 0.51234,
    secondDistanceL2: 1.01234,
    agrees: true,
  };
  return {
    ...{
      ...of,
      requestId: newId(),
      door: DOOR,
      bootId: newId(),
      mode: 'identify',
      action: 'unlock',
      reason: 'granted',
    },
    ...{ modelId: MODEL_ID, policyVersion: '5', quality: 0.83 },
    ...{ distanceL2: 0.48, secondDistanceL2: 1.02, thresholdL2: 0.812345, marginL2: 0.05 },
    frames: {
      agreeing: 2,
      demanded: 3,
      seen: [0, 1, 2].map((index) => ({ capturedAt: 1.8e12 + index, ...frame })),
    },
    latency: { queue: 0.02, open: 0.31, search: 1.2, decide: 2.11 },
    basis: { galleryVersion: 4711, grants: [newId()], grantId: newId(), pulseMs: 5_000 },
    capturedAt: new Date(),
    decidedAt: new Date(),
  };
}
