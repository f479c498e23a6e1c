import type { ListedEdge } from '../commands/edge-list.ts';
import type { EdgeBundled, EdgeInvited, EdgeProvisioned } from '../commands/edge-provision.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function provisionedLines(result: EdgeProvisioned, style: Style): string {
  return 'token' in result ? invitedLines(result, style) : bundledLines(result, style);
}

function bundledLines(
  { edge, issued, brokerUrl, doors, file, inTheClear }: EdgeBundled,
  style: Style,
): string {
  return [
    `edge ${edge}: ${issued ? 'new credentials' : 'credentials kept'}, broker ${brokerUrl}, doors ${doors.join(', ') || 'none yet'}`,
    `bundle ${file} (secret: copy it to the edge over a private channel)`,
    ...(inTheClear
      ? [
          style.yellow(
            'warning: passwords and embeddings cross the network in the clear; use an mqtts:// URL',
          ),
        ]
      : []),
  ].join('\n');
}

function invitedLines({ edge, token, expiresAt, enrolUrl }: EdgeInvited, style: Style): string {
  return [
    `edge ${edge}: this works once, until ${expiresAt.toISOString()}; run it on the device:`,
    '',
    `  portero-edge enrol --url ${enrolUrl ?? 'https://THIS-MACHINE:PORT'} --token ${token}`,
    ...(enrolUrl
      ? []
      : ['', style.yellow('PORTERO_ENROL_PORT is not set: the coordinator has to serve enrolment first')]),
  ].join('\n');
}

export function edgesTable(edges: readonly ListedEdge[], style: Style): string {
  if (edges.length === 0) return 'no edges yet; add one with: portero edge provision hq/main/lobby';
  const rows = edges.map((edge) => [
    edge.address,
    keyWords(edge, style),
    expiryWords(edge.certificate, style),
    edge.createdAt.toISOString(),
  ]);
  return table(['EDGE', 'KEY', 'CERTIFICATE', 'SINCE'], rows, style);
}

function keyWords({ publicJwk, revokedAt }: ListedEdge, style: Style): string {
  if (revokedAt) return style.red(`revoked ${revokedAt.toISOString()}`);
  return publicJwk ? 'yes' : style.yellow('no: its messages are refused');
}

function expiryWords(certificate: ListedEdge['certificate'], style: Style): string {
  if (!certificate) return 'none';
  const words = `${certificate.daysLeft} days left`;
  return certificate.endsSoon ? style.yellow(words) : words;
}
