import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';

export interface RtspServer {
  readonly url: string;
  /** Hangs up on whoever watches, as a camera does that restarts. */
  hangUp(): void;
}

/**
 * A camera on RTSP: ffmpeg plays `video` in a loop as RTP, and this server hands it on, interleaved in the TCP connection
 * (RFC 2326, section 10.12). It knows just the methods that a player needs.
 */
export async function startRtspServer(ffmpeg: string, video: string): Promise<RtspServer> {
  const rtp = createSocket('udp4');
  rtp.bind(0, '127.0.0.1');
  await once(rtp, 'listening');
  const sdpFile = join(temporaryFolder(), 'camera.sdp');
  const play = [
    '-loglevel',
    'error',
    '-re',
    '-stream_loop',
    '-1',
    '-i',
    video,
    '-c',
    'copy',
    '-sdp_file',
    sdpFile,
  ];
  const player = spawn(ffmpeg, [...play, '-f', 'rtp', `rtp://127.0.0.1:${rtp.address().port}`], {
    stdio: 'ignore',
  });
  const sdp = (await eventually(async () => {
    const text = await readFile(sdpFile, 'utf8');
    if (!text.includes('m=video')) throw new Error('not written yet');
    return text;
  })) as string;

  const connections = new Set<Socket>();
  const watching = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      connections.delete(socket);
      watching.delete(socket);
    });
    socket.on('data', (data) => {
      for (const request of data.toString('latin1').split('\r\n\r\n')) answer(socket, request);
    });
  });
  const answer = (socket: Socket, request: string) => {
    const [, method] = /^([A-Z_]+) rtsp:/.exec(request) ?? [];
    if (!method) return;
    const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1];
    const headers =
      { DESCRIBE: `Content-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n` }[method] ?? '';
    const transport = method === 'SETUP' ? 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n' : '';
    socket.write(`RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\nSession: 1\r\n${headers}${transport}\r\n`);
    if (method === 'DESCRIBE') socket.write(sdp);
    if (method === 'PLAY') watching.add(socket);
  };
  rtp.on('message', (packet) => {
    const frame = Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff]), packet]);
    for (const socket of watching) socket.write(frame);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const hangUp = () => {
    for (const socket of connections) socket.destroy();
  };
  onTestFinished(async () => {
    hangUp();
    server.close();
    await end(player);
    rtp.close();
  });
  return { url: `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/camera`, hangUp };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
