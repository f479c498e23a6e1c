/** Makes a backend of TensorFlow.js, whose package was imported, the one that this thread computes with. */
export async function activateBackend(backend: string): Promise<void> {
  // Loaded with the first engine, so that a process which only asks the pool does without it.
  const tf = await import('@tensorflow/tfjs-core');
  const active = await tf.setBackend(backend);
  await tf.ready();
  if (!active || tf.getBackend() !== backend) throw new Error(`the backend "${backend}" did not start`);
}
