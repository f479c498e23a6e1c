import type { NewDecision } from '@portero/roster';
import { newId } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { DOOR, decision, keepTestServer, testRoster } from './support/fixtures.ts';

keepTestServer();

describe('decisions', () => {
  it('records everything that was decided', async () => {
    const { decisions, places } = await testRoster();
    const door = (await places.findDoor(DOOR))!;
    const all = {
      ...decision({ action: 'unlock', reason: 'granted', mode: 'verify', seq: 2 ** 40 }),
      id: newId(),
      doorId: door.id,
      personId: newId(),
      distanceL2: 0.25,
      secondDistanceL2: 0.75,
      thresholdL2: 0.5,
      marginL2: 0.125,
      frames: {
        ...{ agreeing: 1, demanded: 2 },
        seen: [
          { capturedAt: 5, quality: 0.5, personId: newId(), distanceL2: 0.25, agrees: true },
          { capturedAt: 6, agrees: false },
        ],
      },
      pad: { demand: 'required', minScore: 0.6, score: 0.75, challenge: 'performed' } as const,
      latency: { match: 0.5, total: 3 },
    };
    expect(await decisions.record(all)).toEqual({ recorded: all, duplicate: false });
    expect(await decisions.findByRequestId(all.requestId)).toEqual(all);
  });

  it('refuses frames that cannot be', async () => {
    const { decisions } = await testRoster();
    const frame = { capturedAt: 5, agrees: true };
    for (const frames of [
      { agreeing: 2, demanded: 1, seen: [frame] },
      { agreeing: 1, demanded: 1, seen: [{ ...frame, distanceL2: Number.NaN }] },
      { agreeing: 1, demanded: 1, seen: [{ ...frame, personId: 'Ada' }] },
      { agreeing: 1, demanded: 1, seen: new Array<typeof frame>(9).fill(frame) },
    ]) {
      await expect(decisions.record(decision({ frames }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('refuses evidence against presentation attacks that cannot be', async () => {
    const { decisions } = await testRoster();
    for (const pad of [{ score: Number.NaN }, { demand: 'some' }, { challenge: 'skipped' }]) {
      const impossible = decision({ pad: pad as NonNullable<NewDecision['pad']> });
      await expect(decisions.record(impossible)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('gives the first decision to whoever asks with the same request id', async () => {
    const { decisions } = await testRoster();
    const first = decision({ action: 'unlock', reason: 'granted' });
    const { recorded } = await decisions.record(first);
    const second = await decisions.record({ ...first, action: 'deny', reason: 'no_grant' });
    expect(second).toEqual({ recorded, duplicate: true });
  });

  it('records one of twenty that are decided at the same time on one request', async () => {
    const { decisions } = await testRoster();
    const requestId = newId();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, seq) => decisions.record(decision({ requestId, seq }))),
    );
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(results.map(({ recorded }) => recorded.id)).size).toBe(1);
  });

  it('keeps the first acknowledgement', async () => {
    const { decisions } = await testRoster();
    const { recorded } = await decisions.record(decision());
    const at = new Date('2026-01-02T03:04:06.000Z');
    expect(await decisions.acknowledge(recorded.requestId, 'refused', 'expired', at)).toBe('acknowledged');
    expect(await decisions.acknowledge(recorded.requestId, 'actuated', undefined, new Date())).toBe(
      'already_acknowledged',
    );
    expect(await decisions.acknowledge(newId(), 'actuated', undefined, new Date())).toBe('unknown_request');
    expect(await decisions.findByRequestId(recorded.requestId)).toEqual({
      ...recorded,
      ackOutcome: 'refused',
      ackReason: 'expired',
      ackedAt: at,
    });
  });

  it('lists the newest first, by door, person and time', async () => {
    const { decisions } = await testRoster();
    const personId = newId();
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    for (const second of [1, 3, 2]) await decisions.record(decision({ seq: second, decidedAt: at(second) }));
    await decisions.record(decision({ seq: 4, decidedAt: at(4), door: 'hq/main/lobby/back', personId }));
    const seqs = async (filter: Parameters<typeof decisions.list>[0]) =>
      (await decisions.list(filter)).map(({ seq }) => seq);
    expect(await seqs({})).toEqual([4, 3, 2, 1]);
    expect(await seqs({ door: DOOR, limit: 2 })).toEqual([3, 2]);
    expect(await seqs({ since: at(3) })).toEqual([4, 3]);
    expect(await seqs({ personId })).toEqual([4]);
  });

  it('refuses what cannot be', async () => {
    const { decisions } = await testRoster();
    const cases: [what: string, changes: Partial<NewDecision>, code: string][] = [
      ['a distance that is not finite', { distanceL2: Number.NaN }, 'INVALID_INPUT'],
      ['a quality above 1', { quality: 1.5 }, 'INVALID_INPUT'],
      ['a request id that is no UUID', { requestId: 'x' }, 'INVALID_INPUT'],
      ['a negative sequence number', { seq: -1 }, 'INVALID_INPUT'],
      ['an invalid date', { decidedAt: new Date('never') }, 'INVALID_INPUT'],
      ['an unknown action', { action: 'open' as 'deny' }, 'INVALID_INPUT'],
      ['a door that is no address', { door: 'front' }, 'INVALID_PLACE'],
    ];
    for (const [what, changes, code] of cases) {
      await expect(decisions.record(decision(changes)), what).rejects.toMatchObject({ code });
    }
  });
});
