/** What an answer can be, the one that clients without a wish get last. */
const OFFERED = ['application/graphql-response+json', 'application/json'] as const;
export type MediaType = (typeof OFFERED)[number];

/**
 * The media type of an answer by the Accept header, as yoga chooses it: what is named first wins, and weights count for
 * nothing. Undefined: none of ours is wanted.
 */
export function mediaTypeFor(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === '*/*') return 'application/json';
  const asked = (accept || '*/*').replace(/\s/g, '').toLowerCase().split(',');
  for (const range of asked) {
    const [type = '', ...parameters] = range.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset=')) ?? 'charset=utf-8';
    if (charset !== 'charset=utf-8') continue;
    const [group, kind] = type.split('/');
    const found = OFFERED.findLast((offered) => {
      const [ourGroup, ourKind] = offered.split('/');
      return (group === '*' || group === ourGroup) && (kind === '*' || kind === ourKind);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}
