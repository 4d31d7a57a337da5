import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Limits } from './limits.ts';
import { seldom } from './seldom.ts';

/** Mean delay of the event loop in milliseconds over the last sample. */
export type Delay = () => number;

/** What the process has taken on and not yet answered. It takes no more than it can finish. */
export class Load {
  /** For the log, which must not be what the process is busy with. */
  readonly turnedAway: ReturnType<typeof seldom>;
  readonly #limits: Limits['load'];
  readonly #delay: Delay;
  #requests = 0;
  #bytes = 0;

  constructor(limits: Limits['load'], delay: Delay) {
    this.#limits = limits;
    this.turnedAway = seldom(limits.tellMs);
    this.#delay = delay;
  }

  get requests(): number {
    return this.#requests;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Why nothing more can be taken on now; undefined: it can. */
  get overloaded(): string | undefined {
    const { requests, bodyBytes, delayMs } = this.#limits;
    if (this.#requests >= requests) return `${this.#requests} requests are under way`;
    if (this.#bytes >= bodyBytes) return `${this.#bytes} bytes are waiting to be answered`;
    // An idle process whose loop was held up by something else takes a request, or it would never learn that it is over.
    const delay = this.#requests > 0 ? this.#delay() : 0;
    return delay >= delayMs ? `answers are ${Math.round(delay)} ms behind` : undefined;
  }

  /** Take a request on. What is answered says how much of its body is held, and when it is done with. */
  enter(): Held {
    this.#requests += 1;
    let held = 0;
    let open = true;
    return {
      hold: (bytes) => {
        if (!open) return;
        held += bytes;
        this.#bytes += bytes;
      },
      release: () => {
        if (!open) return;
        open = false;
        this.#requests -= 1;
        this.#bytes -= held;
      },
    };
  }
}

export interface Held {
  hold(bytes: number): void;
  release(): void;
}

/** Measures the loop of this process for as long as it runs. */
export function eventLoopDelay({ sampleMs }: Limits['load']): { readonly delay: Delay; stop(): void } {
  const resolution = 20;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  let last = 0;
  const timer = setInterval(() => {
    last = Number.isNaN(histogram.mean) ? 0 : Math.max(0, histogram.mean / 1e6 - resolution);
    histogram.reset();
  }, sampleMs).unref();
  return {
    delay: () => last,
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
