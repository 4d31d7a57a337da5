import { type Logger, pino } from 'pino';

/** One JSON line per fact worth knowing, on standard error: standard output belongs to the program's answer. */
export const createLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      redact: { paths: ['*.token', '*.authorization', 'authorization', 'token'], censor: '[withheld]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
