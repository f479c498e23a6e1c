import { describe, expect, it } from 'vitest';
import { describeMachine, machineText } from './machine.ts';

describe('the machine', () => {
  it('is described with what its cores are worth together', async () => {
    const machine = await describeMachine();
    expect(machine.cores).toBeGreaterThan(0);
    expect(machine.effectiveCores).toBeGreaterThan(0);
    expect(machineText(machine)).toContain(`${machine.cores} cores worth`);
    expect(machineText(machine)).toContain(process.version);
  });
});
