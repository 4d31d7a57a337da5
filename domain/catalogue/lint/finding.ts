/** What the catalogue lint has to say: an error forbids the release, a warning asks for a look. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Stable, PascalCase. */
  readonly code: string;
  /** Where: `CX-GOV-60 v1 / G05`, `matter 530104003000`. */
  readonly where: string;
  /** For people: what is wrong, with the values, and what would be right. */
  readonly message: string;
}

export const error = (code: string, where: string, message: string): Finding => ({
  severity: 'error',
  code,
  where,
  message,
});

export const warning = (code: string, where: string, message: string): Finding => ({
  severity: 'warning',
  code,
  where,
  message,
});

/** Values that occur more than once. */
export const duplicates = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];
