import { CliError } from '../cli-error.ts';
import { calibrationSection } from './calibration-section.ts';
import type { EvaluationReportData } from './evaluation-report-data.ts';
import { identificationSection } from './identification-section.ts';
import { html, Markup } from './markup.ts';
import { STYLE_SHEET } from './style-sheet.ts';
import { verificationSection } from './verification-section.ts';

/** A file that holds faces may be passed on: it fetches nothing and runs nothing, and the browser holds it to that. */
const CONTENT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * A page with everything that was measured, in one file: drawings are inline, pictures are data, nothing is loaded.
 * It is well-formed as XML as well, and can be read in light, in dark, on paper and by a screen reader.
 *
 * @throws {CliError} USAGE for a picture that is not a `data:` URI of an image
 */
export function renderEvaluationReport(data: EvaluationReportData): string {
  checkPictures(data);
  const { title, createdAt, facts, identification, verification, calibration } = data;
  const page = html`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>${title}</title>
<style>${new Markup(STYLE_SHEET)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="muted">Portero, <time datetime="${createdAt.toISOString()}">${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>.
Terms and counting follow ISO/IEC 19795-1; identification is counted as in NIST's FRTE 1:N.</p>
<dl class="facts">${facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
</header>
<main>
${identification && identificationSection(identification)}
${verification && verificationSection(verification)}
${calibration && calibrationSection(calibration)}
</main>
</body>
</html>
`;
  return `<!DOCTYPE html>\n${page.text}`;
}

const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/;

function checkPictures({ identification }: EvaluationReportData): void {
  const { probes, people } = identification?.pictures ?? { probes: new Map(), people: new Map() };
  for (const [id, picture] of [...probes, ...people]) {
    if (PICTURE.test(picture)) continue;
    throw new CliError('USAGE', {
      what: `the picture of ${id} is not a data URI of an image`,
      fix: 'Give it as data:image/jpeg;base64,…',
    });
  }
}
