import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Catalogue, catalogueOf } from '../domain/catalogue/catalogue.ts';
import { type Finding, lintCatalogue } from '../domain/catalogue/lint/lintCatalogue.ts';
import { ProcessDefinition } from '../domain/catalogue/processDefinition.ts';

const USAGE = 'Usage: npm run catalogue:lint [-- FILE], where FILE holds a process definition as JSON.';

interface Report {
  readonly exitCode: number;
  readonly lines: readonly string[];
}

const failure = (line: string): Report => ({ exitCode: 1, lines: [line] });

/** Check the released catalogue, or a process definition in a file against its matters, services and units. */
export function catalogueLint(args: readonly string[]): Report {
  const [file, ...more] = args;
  if (more.length > 0 || file?.startsWith('-')) return failure(USAGE);
  if (file === undefined) return report('the released catalogue', catalogueOf());

  const definition = readDefinition(file);
  if (typeof definition === 'string') return failure(`${file}: ${definition}`);
  return report(file, { ...catalogueOf(), processes: [definition] });
}

/** The definition, or one line that says what is wrong with the file. */
function readDefinition(file: string): ProcessDefinition | string {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause);
    return cause instanceof SyntaxError ? `not JSON: ${message}` : `cannot be read: ${message}`;
  }
  const parsed = ProcessDefinition.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue === undefined ? '' : z.core.toDotPath(issue.path);
  return `no process definition: ${path === '' ? 'the whole' : path}: ${issue?.message ?? 'wrong shape'}${
    parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : ''
  }`;
}

function report(what: string, catalogue: Catalogue): Report {
  const findings = lintCatalogue(catalogue);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    exitCode: errors > 0 ? 1 : 0,
    lines: [
      ...findings.map(line),
      `${what}: ${errors} errors, ${findings.length - errors} warnings in ${catalogue.matters.length} matters, ${catalogue.services.length} services, ${catalogue.processes.length} processes.`,
    ],
  };
}

const line = ({ severity, code, where, message }: Finding): string =>
  `${severity} ${code} [${where}] ${message}`;

if (import.meta.main) {
  const { exitCode, lines } = catalogueLint(process.argv.slice(2));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = exitCode;
}
