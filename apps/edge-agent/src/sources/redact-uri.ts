/** A URI without user name, password, query and fragment: cameras are fond of passwords in the query. */
export function redactUri(uri: string): string {
  return uri.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, '$1').replace(/[?#].*$/s, '');
}

/** `text` with every occurrence of `uri` and of its credentials taken out, for what other programs print. */
export function redactIn(text: string, uri: string): string {
  const plain = text.replaceAll(uri, redactUri(uri));
  const credentials = /^[a-z][a-z0-9+.-]*:\/\/([^/@\s]+)@/i.exec(uri)?.[1];
  return credentials ? plain.replaceAll(`${credentials}@`, '') : plain;
}
