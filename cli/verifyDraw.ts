/**
 * `npm run verify:draw -- FILE`: run a draw again from its public data (what `job.proof` gives), offline.
 * Exit 0 and one line when all holds; exit 1 and one line with the first difference when something does not.
 */
import { readFileSync } from 'node:fs';
import { nodeDigest } from '../app/digest.ts';
import { DrawProof } from '../domain/draw/proof.ts';
import { verifyDraw } from '../domain/draw/verify.ts';

const [file] = process.argv.slice(2);

/** One line, and the exit code that goes with it. */
function verdict(): { readonly code: 0 | 1; readonly line: string } {
  const fails = (line: string) => ({ code: 1, line }) as const;
  const usage = 'Usage: npm run verify:draw -- FILE (the JSON that job.proof gives)';
  if (file === '--help' || file === '-h') return { code: 0, line: usage };
  if (file === undefined) return fails(usage);

  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fails(`Cannot read «${file}»: ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fails(`«${file}» is not JSON.`);
  }
  const parsed = DrawProof.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fails(
      `«${file}» is no draw-v1 proof: ${issue?.path.join('.') || 'whole file'}: ${issue?.message}`,
    );
  }
  const result = verifyDraw(parsed.data, nodeDigest);
  if (!result.ok) return fails(`does not hold: ${result.difference}`);
  const { statement, result: drawn } = parsed.data;
  return {
    code: 0,
    line: `holds: draw ${statement.draw}, pool of ${statement.pool.length} (${statement.exclusions.length} excluded), winners ${drawn.winners.join(', ')}; substitutes ${drawn.substitutes.join(', ') || 'none'}`,
  };
}

const { code, line } = verdict();
(code === 0 ? process.stdout : process.stderr).write(`${line.replaceAll(/\s+/g, ' ')}\n`);
process.exitCode = code;
