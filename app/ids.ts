import { createHash } from 'node:crypto';

/** The namespace of our event ids: UUIDv5 of the URL namespace and `urn:lianshen:event`, written out so it never moves. */
const EVENT_NAMESPACE = 'a0f3b975-f391-5ec5-a785-89547e680458';

/** A UUID that names something (RFC 9562, version 5): the same name gives the same id, in every process and for ever. */
export function uuidv5(name: string, namespace: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a fact: the scope of the command that led to it, and its place among the facts of that command. */
export const eventIdOf = (scope: string, index: number): string =>
  uuidv5(`${scope}#${index}`, EVENT_NAMESPACE);

/** SHA-256 of a text in UTF-8, in lower-case hexadecimal digits. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
