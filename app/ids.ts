import { hash } from 'node:crypto';

/** The namespace of our event ids: UUIDv5 of the URL namespace and `urn:lianshen:event`, written out so it never moves. */
const EVENT_NAMESPACE = 'a0f3b975-f391-5ec5-a785-89547e680458';

/** A UUID that names something (RFC 9562, version 5): the same name gives the same id, in every process and for ever. */
export function uuidv5(name: string, namespace: string): string {
  const bytes = Buffer.allocUnsafe(16 + name.length * 3);
  bytes.write(namespace.replaceAll('-', ''), 'hex');
  const end = 16 + bytes.write(name, 16, 'utf8');
  const hex = hash('sha1', bytes.subarray(0, end), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The id of a fact: the scope of the command that led to it, and its place among the facts of that command. */
export const eventIdOf = (scope: string, index: number): string =>
  uuidv5(`${scope}#${index}`, EVENT_NAMESPACE);

/** SHA-256 of a text in UTF-8, in lower-case hexadecimal digits. */
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');
