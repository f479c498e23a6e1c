export { calibrationMs, type Measured, measure } from './cpu-time.ts';
export { describeMachine, type Machine, machineText } from './machine.ts';
export { percentile } from './percentile.ts';
