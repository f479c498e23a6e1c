import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a database, which can die, fall silent, and come back. */
export interface SeverableProxy {
  /** The database's URL by way of the proxy. */
  databaseUrl: string;
  /** The database itself. */
  upstreamUrl: string;
  /** Every connection breaks, every new one is refused. */
  cut(): void;
  /** Connections stay open and nothing comes through any more. */
  silence(): void;
  restore(): void;
  stop(): Promise<void>;
}

export async function startSeverableProxy(databaseUrl: string): Promise<SeverableProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    if (state === 'silent') socket.pause();
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      keep(from);
      from.on('data', (chunk) => to.write(chunk));
      from.once('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const proxied = new URL(databaseUrl);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(typeof address === 'object' && address ? address.port : 0);

  const cut = () => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  return {
    databaseUrl: proxied.href,
    upstreamUrl: databaseUrl,
    cut,
    silence() {
      state = 'silent';
      for (const socket of sockets) socket.pause();
    },
    restore() {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    async stop() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
