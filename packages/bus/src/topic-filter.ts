/** Longest topic that MQTT can carry, bytes of UTF-8 [MQTT-1.5.3]. */
const MAX_TOPIC_BYTES = 65_535;
const SHARE = /^\$share\/[^/+#]+\/(.+)$/s;

/** A topic that may be published on: no wildcards, no NUL [MQTT-3.3.2-2], [MQTT-1.5.3-2]. */
export function isValidTopic(topic: string): boolean {
  return topic.length > 0 && Buffer.byteLength(topic) <= MAX_TOPIC_BYTES && !/[+#\0]/.test(topic);
}

/** A filter that may be subscribed to: `+` fills a level, `#` is the last level [MQTT-4.7.1-2], [MQTT-4.7.1-3]. */
export function isValidFilter(filter: string): boolean {
  const plain = withoutShare(filter);
  if (plain.length === 0 || Buffer.byteLength(filter) > MAX_TOPIC_BYTES || plain.includes('\0')) return false;
  if (plain.startsWith('$share/')) return false;
  const levels = plain.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}

export function isShared(filter: string): boolean {
  return filter.startsWith('$share/');
}

/** `$share/group/a/+` gives `a/+`: what a member of the group receives. */
export function withoutShare(filter: string): string {
  return SHARE.exec(filter)?.[1] ?? filter;
}

/** Whether a published topic falls under a filter, with or without `$share/group/`. */
export function matchesFilter(filter: string, topic: string): boolean {
  return filterMatcher(filter)(topic, topic.split('/'));
}

/** `matchesFilter` for many topics: the filter is taken apart once, and each topic once for all filters. */
export function filterMatcher(filter: string): (topic: string, levels: readonly string[]) => boolean {
  const plain = withoutShare(filter);
  const wanted = plain.split('/');
  // [MQTT-4.7.2-1]: a wildcard does not reach into the broker's own topics.
  const isOfBroker = plain.startsWith('$');
  return (topic, levels) => (isOfBroker || !topic.startsWith('$')) && coversLevels(wanted, levels);
}

/** Whether everything that `requested` can match is matched by `allowed` as well. */
export function filterCovers(allowed: string, requested: string): boolean {
  const plain = withoutShare(requested);
  if (plain.startsWith('$') && !allowed.startsWith('$')) return false;
  return coversLevels(allowed.split('/'), plain.split('/'));
}

/** `levels` is a topic, or a filter whose own wildcards then need a wildcard at least as wide. */
function coversLevels(filter: readonly string[], levels: readonly string[]): boolean {
  for (const [index, level] of filter.entries()) {
    // `a/#` matches `a` itself too (MQTT 3.1.1, 4.7.1.2).
    if (level === '#') return true;
    const other = levels[index];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return filter.length === levels.length;
}
