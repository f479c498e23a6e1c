import { expect, test } from 'vitest';
import { GraphMailbox } from './graph-mailbox.ts';

test('whoever asks is told when no answer comes, instead of waiting for ever', () => {
  expect(new GraphMailbox(3).ask(Float32Array.of(1, 2, 3), 2, 1)).toBeUndefined();
});
