import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { ConfigError } from '../app/config.ts';
import { HistoryChanged } from '../domain/kernel/eventStore.ts';
import { StoreUnavailable } from '../store/storeUnavailable.ts';
import { inOneSentence } from './usage.ts';

/** What was typed is wrong; the message is the one line that is shown, with the usage after it. */
export class UsageError extends Error {}

type Values = Readonly<Record<string, unknown>>;
type Act = (files: readonly string[], values: Values) => Promise<{ line: string; failed?: boolean }>;

/** Runs one command of an operator: one verdict and its exit code, no stack for what is foreseen. */
export async function operate(usage: string, options: ParseArgsOptionsConfig, act: Act): Promise<void> {
  try {
    const { values, positionals } = readArguments(options);
    if (values['help'] === true) {
      process.stdout.write(`${usage}\n`);
      return;
    }
    const { line, failed = false } = await act(positionals, values);
    (failed ? process.stderr : process.stdout).write(`${line}\n`);
    process.exitCode = failed ? 1 : 0;
  } catch (error) {
    const foreseen = [ConfigError, StoreUnavailable, UsageError, HistoryChanged].some(
      (kind) => error instanceof kind,
    );
    const words = error instanceof Error ? (foreseen ? error.message : error.stack) : String(error);
    process.stderr.write(`${words}\n${error instanceof UsageError ? `\n${usage}\n` : ''}`);
    process.exitCode = 1;
  }
}

function readArguments(options: ParseArgsOptionsConfig): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(inOneSentence(error));
  }
}
