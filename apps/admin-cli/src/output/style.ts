import pc from 'picocolors';

export type Style = ReturnType<typeof pc.createColors>;

export interface Terminal {
  readonly isTTY?: boolean | undefined;
}

/** Colour only where a person looks: a terminal, not asked to be plain (https://no-color.org). */
export function styleFor(
  stream: Terminal,
  options: { color: boolean; env: Readonly<Record<string, string | undefined>> },
): Style {
  const plain = !options.color || Boolean(options.env.NO_COLOR) || options.env.TERM === 'dumb';
  return pc.createColors(stream.isTTY === true && !plain);
}
