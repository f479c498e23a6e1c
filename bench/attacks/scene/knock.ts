import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface KnockOptions {
  url: string;
  /** Absent: no TLS at all. */
  tls?: { cert?: string; key?: string };
  clientId?: string;
  username?: string;
  password?: string;
  /** What the first packet says of its length. @defaultValue the truth */
  claims?: number;
}

/** CONNACK, MQTT 3.1.1 table 3.1. */
const RETURN_CODES = [
  'accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorised',
];

const PATIENCE_MS = 15_000;

/** The first packet of MQTT 3.1.1. */
export function connectPacket({
  clientId = 'knock',
  username,
  password,
  claims,
}: Omit<KnockOptions, 'url' | 'tls'>): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  };
  const flags = 0x02 | (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, flags, 0, 60]),
    ...[clientId, username, password].flatMap((value) => (value === undefined ? [] : [text(value)])),
  ]);
  let left = claims ?? body.length;
  const length: number[] = [];
  do {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from([0x10, ...length]), body]);
}

/** Without looking at the certificate of the other side, as an attacker would. */
export function dial({ url, tls }: Pick<KnockOptions, 'url' | 'tls'>): Socket | TLSSocket {
  const { hostname: host, port } = new URL(url);
  const where = { host, port: Number(port) };
  return tls ? connectTls({ ...where, ...tls, rejectUnauthorized: false }) : connectTcp(where);
}

/** Comes to a broker's port and asks to be let in. @returns the broker's answer, or how the connection ended */
export function knock({ url, tls, ...who }: KnockOptions): Promise<{ accepted: boolean; how: string }> {
  return new Promise((resolve) => {
    const socket = dial({ url, ...(tls && { tls }) });
    const end = (how: string, accepted = false) => {
      clearTimeout(patience);
      socket.destroy();
      resolve({ accepted, how });
    };
    const patience = setTimeout(() => end('no answer'), PATIENCE_MS);
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(connectPacket(who)));
    socket.once('data', (bytes: Buffer) => {
      if (bytes[0] !== 0x20) end(`not MQTT: ${bytes.subarray(0, 3).toString('hex')}`);
      else end(`CONNACK ${bytes[3]}: ${RETURN_CODES[bytes[3]!] ?? 'unknown'}`, bytes[3] === 0);
    });
    socket.once('error', (error: Error & { code?: string }) => end(error.code ?? error.message));
    socket.once('close', () => end('the broker closed the connection'));
  });
}

/** How long the other side keeps a connection on which little or nothing is said. */
export function keptOpenFor(socket: Socket): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(patience);
      socket.destroy();
      resolve(performance.now() - startedMs);
    };
    const patience = setTimeout(done, PATIENCE_MS);
    socket.on('error', () => {});
    // The end of a stream is not noticed by somebody who does not read.
    socket.resume();
    socket.once('close', done);
  });
}

export const LONGEST_MS = PATIENCE_MS;
