import { startStub } from '../test/store/stub/stub.ts';

/** The server that the adapter is measured on: the one of EVENT_STORE_TEST_URL, or the stub in a process of its own. */
export interface Node {
  readonly url: string;
  readonly isReal: boolean;
  /** How it is named in the figures. */
  readonly name: string;
  /** Whatever was appended last is taken back where it can be, so that a server in memory does not grow with the rounds. */
  forget(appends: number): Promise<void>;
  stop(): Promise<void>;
}

export async function someNode(): Promise<Node> {
  const url = process.env['EVENT_STORE_TEST_URL'];
  if (url !== undefined)
    return {
      url,
      isReal: true,
      name: 'the server of EVENT_STORE_TEST_URL',
      forget: async () => undefined,
      stop: async () => undefined,
    };
  const stub = await startStub();
  return {
    url: stub.url,
    isReal: false,
    name: 'the stub server',
    forget: (appends) => stub.forget(appends),
    stop: () => stub.stop(),
  };
}
