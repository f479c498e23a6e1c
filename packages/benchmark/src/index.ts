export { type AskThreadOptions, askThread } from './ask-thread.ts';
export { calibrationMs, type Measured, measure } from './cpu-time.ts';
export { ExactScan } from './exact-scan.ts';
export { FaceCrowd, type FaceCrowdDeps, type FaceCrowdOptions } from './face-crowd.ts';
export { FaceLikePeople, type FaceLikePeopleOptions } from './face-like-people.ts';
export { describeMachine, type Machine, machineText } from './machine.ts';
export { percentile } from './percentile.ts';
export { type RandomNumbers, randomNumbers } from './random-numbers.ts';
