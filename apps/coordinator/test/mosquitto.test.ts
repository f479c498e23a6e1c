import { describeWithMosquitto, type Mosquitto, startMosquitto } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation } from './support/installation.ts';

describeWithMosquitto('with mosquitto instead of the embedded broker', () => {
  describe.each([{ sharedSubscription: false }, { sharedSubscription: true }])('%j', (sharing) => {
    let mosquitto: Mosquitto;
    let installation: Installation;
    beforeAll(async () => {
      mosquitto = (await startMosquitto())!;
      installation = await startInstallation({ mqttUrl: mosquitto.url, ...sharing });
    });
    afterAll(async () => {
      await installation?.stop();
      await mosquitto?.stop();
    });

    it('unlocks for an enrolled person, denies a stranger, keeps the acknowledgement', async () => {
      const { faces, roster } = installation;
      const front = await installation.edge('hq/main/lobby/front');
      const employee = await installation.enrol({ place: 'hq/main' });
      await installation.galleryUpToDate();
      const { command, verdict } = await front.ask({ face: faces.picture(employee.face) });
      expect([command.action, verdict.accepted]).toEqual(['unlock', true]);
      expect((await front.ask({ face: faces.person() })).command.reason).toBe('unknown_face');
      await front.acknowledge(command.requestId, 'actuated');
      await expect
        .poll(async () => (await roster.decisions.findByRequestId(command.requestId))?.ackOutcome)
        .toBe('actuated');
    });
  });
});
