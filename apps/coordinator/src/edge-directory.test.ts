import { randomUUID } from 'node:crypto';
import { generateSigningKey, importSigner, openAck, signAck } from '@portero/protocol';
import type { Edge } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { ManualClock } from '@portero/testkit';
import { describe, expect, it, vi } from 'vitest';
import { EdgeDirectory } from './edge-directory.ts';

const LOBBY = { site: 'hq', building: 'main', edge: 'lobby' };

async function setUp(options: { maxEntries?: number } = {}) {
  const { publicJwk, kid } = await generateSigningKey();
  const state: { edge: Partial<Edge> | undefined; away: boolean } = {
    edge: { address: 'hq/main/lobby', publicJwk },
    away: false,
  };
  const findEdge = vi.fn(async () => {
    if (state.away) throw new Error('away');
    return state.edge as Edge | undefined;
  });
  const clock = new ManualClock();
  const places = { findEdge, listEdges: async () => [state.edge as Edge] };
  const directory = new EdgeDirectory(
    { databaseTimeoutMs: 1000, ...options },
    { places, clock, logger: silentLogger() },
  );
  return { directory, state, findEdge, clock, kid };
}

describe('EdgeDirectory', () => {
  it('asks once and remembers', async () => {
    const { directory, findEdge, kid } = await setUp();
    expect((await directory.keysOf(LOBBY))?.kids).toEqual([kid]);
    await directory.keysOf(LOBBY);
    expect(findEdge).toHaveBeenCalledTimes(1);
  });

  it('believes a new key from the moment that places changed', async () => {
    const { directory, state } = await setUp();
    await directory.keysOf(LOBBY);
    const { publicJwk, kid } = await generateSigningKey();
    state.edge = { address: 'hq/main/lobby', publicJwk };
    directory.invalidate();
    expect((await directory.keysOf(LOBBY))?.kids).toEqual([kid]);
  });

  it('asks again after a while although nothing said that it changed', async () => {
    const { directory, state, clock } = await setUp();
    await directory.keysOf(LOBBY);
    state.edge = undefined;
    clock.advance(60_000);
    expect(await directory.keysOf(LOBBY)).toBeUndefined();
  });

  it('refuses what a revoked key signed for that reason', async () => {
    const { directory, state } = await setUp();
    const { privateJwk, publicJwk } = await generateSigningKey();
    const ack = { v: 1, requestId: randomUUID(), bootId: randomUUID(), outcome: 'shown', at: 0 } as const;
    const signed = signAck(ack, importSigner(privateJwk));
    state.edge = { address: 'hq/main/lobby', publicJwk };
    expect(openAck(signed, (await directory.keysOf(LOBBY))!, { topicEdge: LOBBY })).toMatchObject({
      ok: true,
    });
    state.edge = { address: 'hq/main/lobby', publicJwk, revokedAt: new Date() };
    directory.invalidate();
    expect(openAck(signed, (await directory.keysOf(LOBBY))!, { topicEdge: LOBBY })).toMatchObject({
      reason: 'revoked_key',
    });
  });

  it('goes on with what it knows while the database is away', async () => {
    const { directory, state, kid } = await setUp();
    await directory.load();
    state.away = true;
    directory.invalidate();
    expect((await directory.keysOf(LOBBY))?.kids).toEqual([kid]);
    expect(await directory.keysOf({ ...LOBBY, edge: 'other' })).toBeUndefined();
  });

  it('believes nothing from an edge without a key or with a broken one', async () => {
    const { directory, state } = await setUp();
    state.edge = { address: 'hq/main/lobby' };
    expect(await directory.keysOf(LOBBY)).toBeUndefined();
    state.edge = { address: 'hq/main/lobby', publicJwk: { kty: 'RSA' } };
    directory.invalidate();
    expect(await directory.keysOf(LOBBY)).toBeUndefined();
  });

  it('remembers a bounded number, those of nobody included', async () => {
    const { directory, findEdge } = await setUp({ maxEntries: 2 });
    for (const edge of ['a', 'b', 'c', 'a']) await directory.keysOf({ ...LOBBY, edge });
    expect(findEdge).toHaveBeenCalledTimes(4);
  });
});
