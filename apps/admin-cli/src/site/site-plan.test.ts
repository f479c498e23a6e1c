import { describe, expect, it } from 'vitest';
import { assignToDoors, doorPlan } from './site-plan.ts';

const front = 'hq/main/lobby/front';
const back = 'hq/main/yard/back';

describe('what is given to doors', () => {
  it('goes to the door that is named', () => {
    const cameras = assignToDoors(
      [`${back}=rtsp://u:p=w@cam/1`, `${front}=dir:./a=b`],
      [front, back],
      '--camera',
    );
    expect(Object.fromEntries(cameras)).toEqual({ [back]: 'rtsp://u:p=w@cam/1', [front]: 'dir:./a=b' });
  });

  it('goes to the only door when none is named', () => {
    expect(assignToDoors(['http://cam/?a=b'], [front], '--camera').get(front)).toBe('http://cam/?a=b');
  });

  it('is refused when it is unclear or names a door that is not there', () => {
    expect(() => assignToDoors(['dir:x'], [front, back], '--camera')).toThrow(/--camera says not which door/);
    expect(() => assignToDoors([`${back}=dir:x`], [front], '--camera')).toThrow(/which is not run here/);
  });

  it('treats the pictures of a folder one by one', () => {
    expect(doorPlan(front, 'dir:x', undefined).settings).toMatchObject({ independentFrames: true });
    expect(doorPlan(front, 'rtsp://x', 'log').settings).toMatchObject({
      independentFrames: false,
      actuator: 'log',
    });
  });
});
