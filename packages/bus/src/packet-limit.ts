import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const CONNECT = 1;
const MAX_LENGTH_BYTES = 4;

/**
 * Follows the framing of MQTT without looking into packets.
 *
 * Invariant: between two calls `#bodyLeft` bytes of the current packet are still to come, or its header is not complete.
 */
export class PacketLimit {
  readonly #maxBytes: number;
  #first = true;
  #inLength = false;
  #length = 0;
  #lengthBytes = 0;
  #bodyLeft = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @returns what is wrong with the bytes so far, if anything; then the connection is beyond repair */
  inspect(chunk: Uint8Array): string | undefined {
    for (let at = 0; at < chunk.length; ) {
      if (this.#bodyLeft > 0) {
        const step = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= step;
        at += step;
        continue;
      }
      const byte = chunk[at++]!;
      if (!this.#inLength) {
        // [MQTT-3.1.0-1]: the first packet is a CONNECT.
        if (this.#first && byte >> 4 !== CONNECT) return 'the first packet is not CONNECT';
        this.#first = false;
        this.#inLength = true;
        this.#length = 0;
        this.#lengthBytes = 0;
        continue;
      }
      this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes++;
      if (this.#length > this.#maxBytes) return 'a packet is too large';
      if (byte < 0x80) {
        this.#inLength = false;
        this.#bodyLeft = this.#length;
      } else if (this.#lengthBytes === MAX_LENGTH_BYTES) {
        return 'the length of a packet is malformed';
      }
    }
    return undefined;
  }
}

/**
 * A socket that ends itself at the first packet that is too large or not MQTT. The parser behind it would wait, and
 * keep, up to 256 MiB of a packet whose length it has been told.
 */
export class LimitedSocket extends Duplex {
  readonly #socket: Socket;

  constructor(socket: Socket, maxPacketBytes: number) {
    super();
    this.#socket = socket;
    const limit = new PacketLimit(maxPacketBytes);
    socket.on('data', (chunk: Buffer) => {
      const fault = limit.inspect(chunk);
      if (fault !== undefined) this.destroy(new Error(fault));
      else if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  /** One system call for the pieces of a packet: with TCP_NODELAY each piece would be a segment of its own. */
  override _writev(pieces: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(pieces.map((piece) => piece.chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
