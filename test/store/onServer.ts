import { randomUUID } from 'node:crypto';
import { type Stub, startStub } from './stub/stub.ts';

/** An EventStoreDB to try things on: the server of EVENT_STORE_TEST_URL, or the stub, full of others' events. */
export async function someServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const url = process.env['EVENT_STORE_TEST_URL'];
  if (url !== undefined) return { url, stop: async () => undefined };
  const stub: Stub = await startStub({ foreign: 100 });
  return { url: stub.url, stop: () => stub.stop() };
}

/** A prefix as an installation may have one; no other test has had it, so that none is seen. */
export const somePrefix = () => `t${randomUUID().replaceAll('-', '').slice(0, 24)}.`;
