import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Level } from '../domain/clock/clock.ts';
import type { DepartmentOverdueView } from '../projections/views.ts';
import type { StoreObserver } from '../store/embedded/observer.ts';
import { kept } from './kept.ts';
import type { CommandObserver } from './observer.ts';
import type { ReaderState } from './operations.ts';
import { within } from './within.ts';

/** Upper bounds of the histograms; docs/how-to/operate.md says what to read from them. */
const buckets = {
  seconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  commit: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  batch: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
};
/** What is asked of the database for a scrape is kept so long, however often it is scraped. */
const KEEP_MS = 5000;
/** And waited for no longer than so: what else a scrape tells is wanted most while a store or a database does not answer. */
const PATIENCE_MS = 3000;
/** Codes of refusals that are counted apart; whatever code would be new beyond them counts as «other». */
const MOST_CODES = 200;

const inTime =
  <Value>(ask: () => Promise<Value>) =>
  () =>
    within(PATIENCE_MS, ask());

/** What the metrics ask when they are scraped. */
export interface Sources {
  readers(): Promise<readonly ReaderState[]>;
  departments(): Promise<readonly DepartmentOverdueView[]>;
  /** What this process has the right to run, where that is shared out. */
  readonly leases: () => readonly string[];
  readonly circuitOpen: () => boolean;
  readonly streams: () => number;
  readonly underWay: () => { readonly requests: number; readonly bytes: number };
}

/** One request as it was answered. */
export interface AnsweredRequest {
  /** One of few names, never a path as it came. */
  readonly route: string;
  readonly status: number;
  /** Why it was refused before anything was begun, such as `OVERLOADED`. */
  readonly refused: string | undefined;
  /** Undefined for a stream, which ends when its client goes. */
  readonly ms: number | undefined;
}

/**
 * What this process counts and measures 指标, for Prometheus. Labels are words of the code and never of a client, so their
 * number is bounded.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #codes = new Set<string>();
  readonly #commands = this.#counter('commands_total', 'Commands by outcome.', [
    'slice',
    'type',
    'sender',
    'outcome',
  ]);
  readonly #rejections = this.#counter('rejections_total', 'Rejected commands by code.', ['code']);
  readonly #conflicts = this.#counter(
    'conflict_retries_total',
    'Commands decided again, because another writer was faster.',
    ['slice', 'type'],
  );
  readonly #command = this.#histogram(
    'command_seconds',
    'From a parsed command to its durable outcome.',
    buckets.seconds,
  );
  readonly #append = this.#histogram('append_seconds', 'From append to its answer.', buckets.seconds);
  readonly #commit = this.#histogram(
    'commit_seconds',
    'Commit of one transaction of the store, fsync included.',
    buckets.commit,
  );
  readonly #batch = this.#histogram(
    'append_batch_size',
    'Appends that shared one transaction.',
    buckets.batch,
  );
  readonly #appends = this.#counter('appends_total', 'Appends by answer.', ['answer']);
  readonly #storeFailures = this.#counter('store_failures_total', 'Writes of the store that failed.', []);
  readonly #readOnly = this.#gauge('store_read_only', '1 when the store takes no more facts.', []);
  readonly #requests = this.#counter('requests_total', 'Requests by status.', ['route', 'status']);
  readonly #request = this.#histogram(
    'request_seconds',
    'From a request to the end of its answer, streams left out.',
    buckets.seconds,
  );
  readonly #refused = this.#counter('refused_total', 'Requests refused before anything was begun.', ['code']);
  readonly #unanswered = this.#counter(
    'scrape_errors_total',
    'Questions of a scrape that had no answer; what they would have told is left out.',
    [],
  );

  readonly commands: CommandObserver = {
    decided: ({ slice, type, sender, outcome, code, ms }) => {
      this.#commands.inc({ slice, type, sender, outcome });
      this.#command.observe(ms / 1000);
      if (code !== undefined) this.#rejections.inc({ code: this.#codeOf(code) });
    },
    conflicted: (slice, type) => this.#conflicts.inc({ slice, type }),
  };

  readonly store: StoreObserver = {
    committed: (appends, commitMs) => {
      this.#commit.observe(commitMs / 1000);
      this.#batch.observe(appends);
    },
    answered: (answer, ms) => {
      this.#appends.inc({ answer });
      this.#append.observe(ms / 1000);
    },
    failed: (_, readOnlyBecause) => {
      this.#storeFailures.inc();
      if (readOnlyBecause !== undefined) this.#readOnly.set(1);
    },
  };

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  answered({ route, status, refused, ms }: AnsweredRequest): void {
    this.#requests.inc({ route, status: String(status) });
    if (refused !== undefined) this.#refused.inc({ code: this.#codeOf(refused) });
    if (ms !== undefined) this.#request.observe(ms / 1000);
  }

  /** From here on the gauges are filled when they are asked for. */
  watch({ readers, departments, leases, circuitOpen, streams, underWay }: Sources): void {
    const states = inTime(kept(KEEP_MS, readers));
    const board = inTime(kept(KEEP_MS, departments));
    const perReader = (name: string, help: string, value: (state: ReaderState) => number) =>
      this.#filled(name, help, ['reader'], async (gauge) => {
        for (const state of await states()) gauge.set({ reader: state.reader }, value(state));
      });
    perReader('reader_lag_events', 'Facts that a reader has not handled yet.', (state) => state.lagEvents);
    perReader(
      'reader_lag_seconds',
      'How long the first fact that a reader has not handled has been there.',
      (state) => state.lagSeconds,
    );
    this.#filled(
      'rebuild_share',
      'How much of the log a projection has taken in that is folded anew, from 0 to 1.',
      ['projection'],
      async (gauge) => {
        gauge.reset();
        for (const { name, rebuilding } of await states())
          if (rebuilding !== null) gauge.set({ projection: name }, rebuilding);
      },
    );
    perReader('parked_facts', 'Facts that a reader has set aside.', (state) => state.parked);
    this.#filled('open_deadlines', 'Open deadlines by level.', ['level'], async (gauge) => {
      for (const [level, count] of Object.entries(byLevel(await board()))) gauge.set({ level }, count);
    });
    this.#filled('lease_held', '1 for what this process has the right to run.', ['lease'], (gauge) => {
      gauge.reset();
      for (const lease of leases()) gauge.set({ lease }, 1);
    });
    this.#filled(
      'store_circuit_open',
      '1 while the store cannot be reached, or takes no facts.',
      [],
      (gauge) => gauge.set(circuitOpen() ? 1 : 0),
    );
    this.#filled('streams_open', 'Open streams of server-sent events.', [], (gauge) => gauge.set(streams()));
    this.#filled('requests_under_way', 'Requests taken on and not yet answered.', [], (gauge) =>
      gauge.set(underWay().requests),
    );
    this.#filled('request_bytes_held', 'Bytes of bodies not yet answered.', [], (gauge) =>
      gauge.set(underWay().bytes),
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The text that Prometheus reads. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #codeOf(code: string): string {
    if (this.#codes.has(code)) return code;
    if (this.#codes.size >= MOST_CODES) return 'other';
    this.#codes.add(code);
    return code;
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name: `lianshen_${name}`, help, labelNames, registers: [this.#registry] });
  }
  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name: `lianshen_${name}`, help, labelNames, registers: [this.#registry] });
  }
  #histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    return new Histogram({
      name: `lianshen_${name}`,
      help,
      buckets: [...bounds],
      registers: [this.#registry],
    });
  }
  #filled(
    name: string,
    help: string,
    labelNames: readonly string[],
    fill: (gauge: Gauge) => void | Promise<void>,
  ): void {
    const gauge: Gauge = new Gauge({
      name: `lianshen_${name}`,
      help,
      labelNames,
      registers: [this.#registry],
      collect: async () => {
        try {
          await fill(gauge);
        } catch {
          gauge.reset();
          this.#unanswered.inc();
        }
      },
    });
  }
}

function byLevel(departments: readonly DepartmentOverdueView[]): Record<Level, number> {
  const levels = { GREEN: 0, AMBER: 0, RED: 0, PURPLE: 0 };
  for (const { open, amber, red, purple } of departments) {
    levels.GREEN += open - amber - red - purple;
    levels.AMBER += amber;
    levels.RED += red;
    levels.PURPLE += purple;
  }
  return levels;
}
