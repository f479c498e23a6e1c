import { request as httpsRequest } from 'node:https';

/** Asks as an attacker would, who cares about no certificate of the other side. */
export function askAnyhow(
  url: URL,
  question: object,
  own: { cert: string; key: string } | undefined = undefined,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      rejectUnauthorized: false,
      agent: false,
      ...(own && { cert: own.cert, key: own.key }),
    };
    const request = httpsRequest(url, options, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
    });
    request.on('error', reject);
    request.end(JSON.stringify(question));
  });
}
