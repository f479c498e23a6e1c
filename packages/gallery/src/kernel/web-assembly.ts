/** Memory that the loops of a module and JavaScript both see. */
export interface SharedPages {
  /** Another one after each growth: views of the one before are empty then. */
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB to add @throws {RangeError} when there is no room */
  grow(pages: number): number;
}

/** The part of WebAssembly that is used. TypeScript declares it with the DOM, of which a server has nothing else. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number; maximum: number }) => SharedPages;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Record<string, object>) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

export function createPages(pages: { initial: number; maximum: number }): SharedPages {
  return new WebAssembly.Memory(pages);
}

/** @returns what the module exports */
export function instantiate(bytes: Uint8Array, imports: Record<string, object>): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
}
