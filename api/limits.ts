/**
 * What one request may cost, and all of them together: the one table, explained in docs/limits.md. It bounds strangers;
 * what the law bounds stands in the catalogue.
 */
export const limits = {
  /** How long a request may take: to arrive, and to be answered. */
  time: { headersMs: 10_000, arrivalMs: 30_000, answerMs: 15_000 },
  body: { bytes: 1024 * 1024 },
  document: {
    tokens: 1000,
    depth: 12,
    /** The standard introspection query goes deeper than any query of data. */
    introspectionDepth: 20,
    aliases: 50,
    directives: 50,
    /** Memory for documents that were asked before, in estimated bytes. */
    rememberedBytes: 64 * 1024 * 1024,
  },
  page: { usual: 50, longest: 200 },
  cost: {
    /** A page of 200 projects with every plain field of every node of their chains passes; nothing much beyond does. */
    most: 400_000,
    /** How many a list usually has whose length no argument says. */
    usualList: 10,
    /** By type and field, where a list is usually longer than that. */
    lists: {
      'Project.nodes': 40,
      'Project.criticalPath': 30,
      'Explanation.steps': 60,
      'WorkingDays.steps': 800,
      'CountedWorkingDays.steps': 800,
      'Job.bids': 20,
    } as Readonly<Record<string, number>>,
    /** By type and field, where a value costs more than to be read. */
    fields: { 'ChainNode.availableCommands': 4, 'Job.availableCommands': 4 } as Readonly<
      Record<string, number>
    >,
  },
  /** Requests of one subject at one address: so many each second, and so many at once beyond it in each window. */
  rate: { perSecond: 200, burst: 2000, burstWindowSeconds: 10 },
  /** When the process answers 503 rather than queue what it cannot serve. */
  load: {
    /** Connections that the system holds until they are accepted; beyond them it drops, and nobody learns why. */
    waiting: 4096,
    /** REQUESTS_AT_ONCE says otherwise. */
    requests: 2000,
    bodyBytes: 64 * 1024 * 1024,
    /** Mean delay of the event loop over a sample. */
    delayMs: 500,
    sampleMs: 500,
    retryAfterSeconds: 2,
    /** One line in the log so often, however many are turned away. */
    tellMs: 1000,
  },
  streams: {
    total: 4000,
    perClient: 1200,
    /** Changes that wait for a slow client before its stream is ended; it resumes by event id. */
    queue: 1000,
    /** Facts that are looked through for a client that resumes. */
    replay: 20_000,
    /** A stream ends and is asked for anew, with a token that is still good. */
    lifetimeMs: 3_600_000,
    pingMs: 12_000,
  },
  /** How long what is under way may take when the process stops. */
  drain: { graceMs: 8000 },
  /**
   * When `/readyz` turns red: what a reader of the log has not handled has been there so long. Asked once in `keepMs`,
   * and waited for no longer than `patienceMs`.
   */
  ready: { lagSeconds: { PROJECTION: 10, SAGA: 120 }, keepMs: 500, patienceMs: 1500 },
};
export type Limits = typeof limits;
