import { sliceOfStream } from '../app/slices.ts';
import type { NewEvent } from '../domain/kernel/recorded.ts';

/** What is wrong with a stored fact by the schema that this version has for it; nothing if it is right. */
export function judge(stream: string, { event, schemaVersion }: NewEvent): string | undefined {
  const slice = sliceOfStream(stream);
  if (slice === undefined) return `«${stream}» is no stream that this version knows.`;
  try {
    slice.parse(event.type, event.data, schemaVersion);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error);
    return `${event.type} of ${stream} does not fit its schema: ${words.slice(0, 200)}`;
  }
}
