import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Logger, newId } from '@portero/runtime';
import { connectLater } from '../connect-later.ts';
import type { CardReaderConfig } from '../door-config.ts';
import { CardFeed } from './card-feed.ts';
import type { CardReader } from './card-reader.ts';

/** The reader that a door's configuration names, or nothing where the door has none. */
export function createCardReader(
  config: CardReaderConfig,
  { logger, stdin = process.stdin }: { logger: Logger; stdin?: Readable },
): CardReader | undefined {
  switch (config.kind) {
    case 'none':
      return undefined;
    case 'stdin':
      return lineCardReader(stdin, logger);
    case 'mqtt':
      return mqttCardReader(config, logger);
  }
}

/** One token a line, as USB readers that pretend to be keyboards type it. */
function lineCardReader(input: Readable, logger: Logger): CardReader {
  const lines = createInterface({ input });
  const feed = new CardFeed({ onStop: () => lines.close() });
  lines.on('line', (line) => {
    if (line.trim() && !feed.present(line.trim())) logger.warn('a card token was not readable');
  });
  return feed;
}

/** One token a message. Retained ones are ignored: a card must not be shown anew by every reconnection. */
function mqttCardReader(config: Extract<CardReaderConfig, { kind: 'mqtt' }>, logger: Logger): CardReader {
  const { brokerUrl: url, topic, username, password } = config;
  const credentials = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  const feed = new CardFeed({ onStop: () => later.stop() });
  const later = connectLater(
    { url, clientId: `portero-cards-${newId()}`, ...credentials },
    {
      logger,
      onConnect: async (bus) => {
        await bus.subscribe(topic, ({ payload, retain }) => {
          if (!retain && !feed.present(payload.toString('utf8').trim()))
            logger.warn('a card token was not readable');
        });
      },
    },
  );
  return feed;
}
