import * as z from 'zod';

/**
 * Check digit of a project code: ISO 7064 MOD 11,10 over the nineteen digits before it.
 * The real algorithm is not published (R25), so it stands alone here and can be exchanged.
 */
export function projectCheckDigit(nineteenDigits: string): number {
  let product = 10;
  for (const digit of nineteenDigits) {
    const sum = (product + Number(digit)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10;
}

const digitsOf = (code: string) => code.replaceAll('-', '');

/** Project code 项目代码, GB/T 40058-2021: twenty digits in five groups, the last one a check digit (R23). */
export const ProjectCode = z
  .string()
  .regex(/^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$/, {
    error: 'A project code is written 2603-532390-04-01-482134 (R23).',
    abort: true,
  })
  .refine((code) => projectCheckDigit(digitsOf(code).slice(0, 19)) === Number(digitsOf(code)[19]), {
    error:
      'The check digit of the project code is wrong; without a valid code nothing may be accepted (R23).',
  });
export type ProjectCode = z.infer<typeof ProjectCode>;

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The eighteenth character of a credit code: mod 31 over weights 3^i (GB 32100-2015, R27). */
export function creditCheckCharacter(seventeen: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of seventeen) {
    sum += CREDIT_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] as string;
}

/** Unified social credit code 统一社会信用代码 of an organisation, GB 32100-2015 (R27). */
export const CreditCode = z
  .string()
  .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, {
    error: 'A credit code has eighteen digits and capital letters without I, O, S, V, Z (R27).',
    abort: true,
  })
  .refine((code) => creditCheckCharacter(code.slice(0, 17)) === code[17], {
    error: 'The check character of the credit code is wrong (R27).',
  });
export type CreditCode = z.infer<typeof CreditCode>;

/** Key of a node in a process definition, such as `G05` or `M-FS`. */
export const NodeKey = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, { error: 'A node key looks like G05 or M-FS.' });
export type NodeKey = z.infer<typeof NodeKey>;

/** Key of a job in the market, made by the one who publishes it, such as `job-2603482134-M-FS`. */
export const JobId = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._-]{2,79}$/, {
  error: 'A job id has 3 to 80 letters, digits, dots, dashes or underscores.',
});
export type JobId = z.infer<typeof JobId>;

/** SHA-256 of a document, in lower-case hexadecimal digits. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'A SHA-256 has 64 lower-case hexadecimal digits.' });
export type Sha256 = z.infer<typeof Sha256>;

/** Text that people wrote: not empty, well-formed Unicode, of bounded length. */
export const Text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'Must not be empty.' })
    .max(longest, { error: `Must not be longer than ${longest} characters.` })
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
      error: 'Contains half a surrogate pair or NUL, which is not text.',
    });
