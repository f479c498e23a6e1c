import { describe, expect, it } from 'vitest';
import { formatDoor, parseEdgeAddress } from './address.ts';
import { ProtocolError } from './protocol-error.ts';
import { topics } from './topics.ts';

describe('topic filters', () => {
  it('cover all edges unless narrowed', () => {
    expect(topics.allObservations()).toBe('portero/v1/+/+/+/door/+/observe');
    expect(topics.allStates({ site: 'hq' })).toBe('portero/v1/hq/+/+/state');
    expect(topics.allAcks({ site: 'hq', building: 'main' })).toBe('portero/v1/hq/main/+/door/+/ack');
  });

  it('cannot be widened by what should narrow them', () => {
    expect(() => topics.allAcks({ site: '#' })).toThrow(ProtocolError);
    expect(() => topics.allAcks({ site: 'hq/+' })).toThrow(ProtocolError);
    expect(() => topics.allAcks({ building: 'main' })).toThrow(ProtocolError);
  });
});

describe('topics', () => {
  it('are not made for a place that would break out of its level', () => {
    const edge = parseEdgeAddress('hq/main/lobby');
    expect(() => topics.command({ ...edge, door: 'front/../back' })).toThrow(ProtocolError);
    expect(() => topics.edgeState({ ...edge, edge: '+' })).toThrow(ProtocolError);
    expect(() => formatDoor({ ...edge, door: '' })).toThrow(ProtocolError);
  });
});
