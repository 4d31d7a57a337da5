import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785): one value, one string of bytes, in every process and for ever. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('Unreachable: only JSON values are made canonical.');
  return text;
}
