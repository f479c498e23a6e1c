/** Whether a host, as it stands in a URL or in a configuration, is this machine and no network. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Whether what is said to a broker at `url` crosses a network unencrypted. */
export function isInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (protocol === 'mqtt:' || protocol === 'ws:') && !isLoopbackHost(hostname);
}
