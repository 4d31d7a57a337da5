import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The way to a server, on which everything can go wrong that goes wrong between two machines. */
export interface Front {
  readonly url: string;
  /** Connections stay open and are taken, and nothing passes: a black hole. */
  freeze(): void;
  thaw(): void;
  /** The connections that are open never pass anything again, and do not close; new ones work. */
  strand(): void;
  /** New connections go to another port: a server that was started anew need not get the old one back. */
  turnTo(port: number): void;
  /** All connections break. */
  cut(): void;
  stop(): Promise<void>;
}

/** Stands before a port of this machine, whether or not somebody listens there. */
export async function startFront(first: number): Promise<Front> {
  let port = first;
  const sockets = new Set<Socket>();
  const stranded = new Set<Socket>();
  let frozen = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    if (frozen) socket.pause();
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('data', (bytes) => void other.write(bytes));
      socket.once('close', () => other.destroy());
      keep(socket);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`,
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) if (!stranded.has(socket)) socket.resume();
    },
    strand: () => {
      for (const socket of sockets) stranded.add(socket.pause());
    },
    turnTo: (next) => {
      port = next;
    },
    cut,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}
