import { connect, createServer, type Socket } from 'node:net';

/** A network cable between a client and a broker, which can be cut and mended. */
export interface Cable {
  readonly url: string;
  /** Ends every connection without a word, and refuses new ones. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function layCable(toPort: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer({ noDelay: true }, (near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect({ port: toPort, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    cut,
    mend() {
      whole = true;
    },
    async stop() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
