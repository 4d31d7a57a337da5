/**
 * How a rule is known: R read in the source named, U common practice that was not verified in a text and is therefore an
 * editable default, D derived here.
 */
export type Evidence = 'R' | 'U' | 'D' | 'R, U' | 'R, D' | 'U, D';

/** A rule 规则 that code and data cite by its id. */
export interface Rule {
  readonly text: string;
  readonly evidence: Evidence;
  /** Key of the source, see `docs/rules.md`; null where there is no text to name. */
  readonly source: string | null;
}

export const rule = (evidence: Evidence, source: string | null, text: string): Rule => ({
  text,
  evidence,
  source,
});
