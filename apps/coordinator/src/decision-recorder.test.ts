import {
  type DecisionRow,
  type DoorSituation,
  type NewDecision,
  type Roster,
  RosterError,
} from '@portero/roster';
import { createMetricsRegistry, newId, silentLogger } from '@portero/runtime';
import { ManualClock } from '@portero/testkit';
import { describe, expect, it, vi } from 'vitest';
import { DecisionRecorder, isUnavailable } from './decision-recorder.ts';
import { DeferredWrites } from './deferred-writes.ts';
import { createCoordinatorMetrics } from './metrics.ts';
import type { Verdict } from './verdict.ts';

const away = () => new RosterError('DATABASE_UNREACHABLE', 'away');

function verdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    decisionId: newId(),
    question: {
      requestId: newId(),
      nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
      bootId: newId(),
      seq: 0,
      door: 'hq/main/lobby/front',
      mode: 'identify',
      modelId: 'mobilefacenet-192',
      quality: 0.9,
      capturedAt: [1_699_999_999_900, 1_700_000_000_000],
    },
    outcome: { action: 'unlock', reason: 'granted', personId: 'p1', pulseMs: 5000 },
    evidence: { distanceL2: 0.4 },
    policyVersion: '1',
    decidedAt: 1_700_000_000_100,
    recorded: false,
    timings: { openMs: 0.123_456 },
    ...overrides,
  };
}

const NOBODY_INSIDE: DoorSituation = { rules: { lockedDown: false, holidays: [] }, areas: [], escorts: [] };

/** The decisions table: the first row of a request stays. */
function setUp() {
  const rows = new Map<string, DecisionRow>();
  const table = { failure: undefined as Error | undefined, silent: false };
  const record = vi.fn(async (decision: NewDecision) => {
    if (table.silent) await new Promise(() => {});
    if (table.failure) throw table.failure;
    const earlier = rows.get(decision.requestId);
    if (!earlier) rows.set(decision.requestId, decision as DecisionRow);
    return { recorded: rows.get(decision.requestId)!, duplicate: earlier !== undefined };
  });
  const logger = silentLogger();
  const deferred = new DeferredWrites({ isRetryable: isUnavailable, retryMs: 5 }, { logger });
  const levels = { queued: () => 0, running: () => 0, deferred: () => 0, deferredDropped: () => 0 };
  const metrics = createCoordinatorMetrics(createMetricsRegistry('coordinator'), {
    ...levels,
    galleries: () => [],
  });
  const clock = new ManualClock(1_700_000_000_200);
  const passing: Roster['passages']['record'] = async (_asked, settle) =>
    record(settle(NOBODY_INSIDE, new Date(clock.now())).decision);
  const recorder = new DecisionRecorder(
    { databaseTimeoutMs: 20, replayableMs: 3000 },
    { decisions: { record }, passages: { record: passing }, metrics, deferred, logger, clock },
  );
  return { recorder, rows, table, clock, deferred };
}

describe('DecisionRecorder', () => {
  it('records an unlock and says so', async () => {
    const { recorder, rows } = setUp();
    const made = verdict();
    const recording = await recorder.record(made, 5000);
    expect(recording).toMatchObject({ kind: 'decided', verdict: { recorded: true, outcome: made.outcome } });
    expect(rows.get(made.question.requestId)).toMatchObject({
      id: made.decisionId,
      action: 'unlock',
      distanceL2: 0.4,
      decidedAt: new Date(made.decidedAt),
      latency: { open: 0.12 },
    });
  });

  it.each([
    ['the database is away', { failure: away() }, 'roster_unavailable'],
    ['the database does not answer', { silent: true }, 'roster_unavailable'],
    ['the row is not possible', { failure: new RosterError('INVALID_INPUT', 'no') }, 'internal_error'],
  ])('turns an unlock into a denial of its own when %s', async (_, state, reason) => {
    const { recorder, table } = setUp();
    Object.assign(table, state);
    const made = verdict();
    const recording = await recorder.record(made, 5000);
    expect(recording).toMatchObject({ verdict: { recorded: false, outcome: { action: 'deny', reason } } });
    expect(recording.kind === 'decided' && recording.verdict.decisionId).not.toBe(made.decisionId);
  });

  it('sends a denial that could not be recorded as it is, and records it afterwards with its own time', async () => {
    const { recorder, rows, table } = setUp();
    table.failure = away();
    const made = verdict({ outcome: { action: 'deny', reason: 'no_grant', personId: 'p1' } });
    expect(await recorder.record(made, 5000)).toMatchObject({ verdict: { outcome: { reason: 'no_grant' } } });
    expect(rows.size).toBe(0);
    table.failure = undefined;
    await vi.waitFor(() =>
      expect(rows.get(made.question.requestId)?.decidedAt).toEqual(new Date(made.decidedAt)),
    );
  });

  it('answers a request that has a row with that row', async () => {
    const { recorder } = setUp();
    const first = verdict();
    await recorder.record(first, 5000);
    const again = verdict({ question: first.question, outcome: { action: 'deny', reason: 'no_grant' } });
    expect(await recorder.record(again, 4000)).toMatchObject({
      kind: 'decided',
      verdict: { decisionId: first.decisionId, outcome: { ...first.outcome, pulseMs: 4000 }, recorded: true },
    });
  });

  it('ignores a replay of a decision that nobody waits for any more', async () => {
    const { recorder, clock } = setUp();
    const first = verdict();
    await recorder.record(first, 5000);
    clock.advance(3100);
    expect(await recorder.record(verdict({ question: first.question }), 5000)).toEqual({
      kind: 'ignored',
      reason: 'replay_expired',
    });
  });

  it.each([{ door: 'hq/main/lobby/back' }, { bootId: newId() }])(
    'gives nobody the decision of another request with the same id: %j',
    async (other) => {
      const { recorder } = setUp();
      const first = verdict();
      await recorder.record(first, 5000);
      const stolen = verdict({ question: { ...first.question, ...other } });
      expect(await recorder.record(stolen, 5000)).toEqual({ kind: 'ignored', reason: 'request_id_conflict' });
    },
  );

  it('records a passage with the decision that is made from the situation', async () => {
    const { recorder, rows, clock } = setUp();
    const made = verdict();
    const asked: DoorSituation[] = [];
    const recording = await recorder.recordPassage(passageOf(made), (situation, nowMs) => {
      expect(nowMs).toBe(clock.now());
      asked.push(situation);
      return { verdict: made };
    });
    expect(recording).toMatchObject({ kind: 'decided', verdict: { recorded: true, outcome: made.outcome } });
    expect(asked).toEqual([NOBODY_INSIDE]);
    expect(rows.get(made.question.requestId)).toMatchObject({ id: made.decisionId, action: 'unlock' });
  });

  it('gives the earlier decision of a request whose passage was recorded before', async () => {
    const { recorder } = setUp();
    const first = verdict({ decidedAt: 1_700_000_000_150 });
    await recorder.record(first, 5000);
    const second = verdict({ question: first.question });
    const recording = await recorder.recordPassage(passageOf(second), () => ({ verdict: second }));
    expect(recording).toMatchObject({ kind: 'decided', verdict: { decisionId: first.decisionId } });
  });

  it('does not decide on a passage while the database is away, or silent', async () => {
    const { recorder, table } = setUp();
    const made = verdict();
    const attempt = () => recorder.recordPassage(passageOf(made), () => ({ verdict: made }));
    table.failure = away();
    await expect(attempt()).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    table.silent = true;
    await expect(attempt()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});

function passageOf({ question, timings }: Verdict) {
  const { requestId, door } = question;
  const asked = {
    ...{ requestId, door, doorId: newId(), personId: newId() },
    escorted: false,
    escortSeconds: 15,
  };
  return { asked, question, timings, pulseMs: 5000 };
}
