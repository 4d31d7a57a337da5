import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- [--only P4[,P5 …]] [--rounds N] [--wait S] [--quick] [--json FILE]

  --only    only these goals
  --rounds  rounds that count, after one to warm up           5, quick 2
  --wait    seconds to wait before each round for others to be quiet  10, quick 0
  --quick   small data and short measurements: shows that it works, and no more
  --json    where the figures go                              bench/results/latest.json`;

export interface Options {
  /** Goals such as P4; empty: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  readonly quick: boolean;
  readonly json: string;
  /** Seconds to wait before each round for the machine to go quiet. */
  readonly wait: number;
  /** How long one contender is measured in one round. */
  readonly milliseconds: number;
}

/** What was typed is wrong; the message is the one line that is shown. */
export class Usage extends Error {}

export function readOptions(argv: readonly string[], known: readonly string[]): Options {
  let values: {
    only?: string[];
    rounds?: string;
    wait?: string;
    quick: boolean;
    json: string;
    help: boolean;
  };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        wait: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string', default: 'bench/results/latest.json' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new Usage((error as Error).message.split('\n')[0]);
  }
  if (values.help) throw new Usage(USAGE);
  const only = (values.only ?? [])
    .flatMap((text) => text.split(','))
    .map((text) => text.trim().toUpperCase());
  const unknown = only.find((goal) => !known.includes(goal));
  if (unknown !== undefined) throw new Usage(`«${unknown}» is no goal; there are ${known.join(', ')}.`);
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 99)
    throw new Usage(`--rounds ${values.rounds}: must be a number from 1 to 99.`);
  const wait = Number(values.wait ?? (values.quick ? 0 : 10));
  if (!(wait >= 0 && wait <= 600)) throw new Usage(`--wait ${values.wait}: must be seconds from 0 to 600.`);
  return {
    only,
    rounds,
    wait,
    quick: values.quick,
    json: values.json,
    milliseconds: values.quick ? 120 : 1000,
  };
}
