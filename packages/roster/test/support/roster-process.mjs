// A Node process that opens the roster, does as its first argument says, and stops it when its standard input ends.
// Each line that it prints is a JSON object. Run by roster-process.ts.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { importSigner } from '@portero/protocol';
import { openRoster, startEmbeddedPostgres } from '@portero/roster';
import { silentLogger } from '@portero/runtime';

const { action, options, signingKey } = JSON.parse(process.argv[2]);
const signer = signingKey && importSigner(signingKey);
const deps = { logger: silentLogger(), audit: { ...(signer && { signer: async () => signer }) } };
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function recordForEver(roster) {
  for (let seq = 0; ; seq++) {
    const requestId = randomUUID();
    await roster.decisions.record({
      requestId,
      door: 'hq/main/lobby/front',
      bootId: randomUUID(),
      seq,
      mode: 'identify',
      action: 'deny',
      reason: 'unknown_face',
      modelId: 'pixels',
      policyVersion: '1',
      quality: 0.5,
      capturedAt: new Date(),
      decidedAt: new Date(),
    });
    print({ requestId });
  }
}

async function recordAndActForEver(roster) {
  const { id } = await roster.persons.add({ site: 'hq', displayName: 'Ada' });
  await Promise.race([recordForEver(roster), recordForEver(roster), actForEver(roster, id)]);
}

async function actForEver(roster, id) {
  for (;;) {
    await roster.persons.suspend(id);
    await roster.persons.reinstate(id);
    print({ personId: id });
  }
}

try {
  if (action === 'embedded') {
    const server = await startEmbeddedPostgres(options, deps);
    print({ ready: true, reused: server.reused });
    await once(process.stdin.resume(), 'end');
    await server.stop();
  } else {
    const roster = await openRoster(options, deps);
    await roster.ping();
    print({ ready: true });
    if (action === 'record') await recordForEver(roster);
    if (action === 'record-and-act') await recordAndActForEver(roster);
    if (action === 'rotate') {
      const onProgress = (done, total) => print({ done, total });
      print(await roster.keys.rotate({ batchSize: 4, onProgress }));
    }
    await once(process.stdin.resume(), 'end');
    await roster.stop();
  }
} catch (error) {
  print({ failed: error.code ?? error.name, message: error.message });
  process.exitCode = 1;
}
