import naughty from 'big-list-of-naughty-strings' with { type: 'json' };

/** The Big List of Naughty Strings, as the registry has it: what has broken programs of other people. */
export const naughtyTexts: readonly string[] = naughty;

/** Texts that are text, however odd: what is stored of them comes back byte for byte. */
export const oddTexts: readonly (readonly [what: string, text: string])[] = [
  ['bidirectional overrides', '\u202eabc\u202c\u2066def\u2069\u200f'],
  ['zero-width joiners', '👩‍👩‍👧‍👦\u200b\u200c\u200d\u2060'],
  ['combining marks', `Z${'\u0351\u036b\u0343'.repeat(20)}`],
  ['composed and decomposed', 'é é Å Å ﬁ ㎏'],
  ['rare characters', '𠮷𡈽𪚥𠀋 彝川县 龘'],
  ['private use and non-characters', '\ue000\u{10ffff}\ufffe\uffff'],
  ['a replacement character', 'a\ufffdb'],
  ['control characters', 'a\u0001\u0008\u000b\u001b[31m\u007f\u0085b'],
  ['line ends', 'a\r\nb\nc\rd\u2028e\u2029f'],
  ['quotes and backslashes', `"'\`\\\\"\\n\\u0000`],
  ['SQL', `'; DROP TABLE projects; --`],
  ['wildcards', '%_\\%[a-z]*?'],
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['templates', ['{{7*7}}', '$', '{7*7}', '#{7*7}%s%n%x'].join('')],
  ['paths', '../../../../etc/passwd'],
  ['prototype names', '__proto__.constructor.prototype'],
  ['JSON', '{"$ne":null}'],
  ['numbers as text', '9007199254740993'],
  ['a formula', '=HYPERLINK("http://evil.example")'],
];

/** Values that are no text of ours, or no value that could be kept. */
export const brokenValues: readonly (readonly [what: string, value: unknown])[] = [
  ['nothing', ''],
  ['blanks', ' \t\u3000'],
  ['NUL', 'a\u0000b'],
  ['half a surrogate pair, high', 'a\ud800b'],
  ['half a surrogate pair, low', '\udfff'],
  ['a pair the wrong way round', '\udc00\ud800'],
  ['nearly a megabyte', 'x'.repeat(1_000_000)],
  ['many wide characters', '彝'.repeat(10_000)],
  ['a number beyond 2^53', 9_007_199_254_740_992],
  ['a huge number', 1e308],
  ['a negative zero', -0],
  ['a truth', true],
  ['null', null],
  ['a list', ['x', 'y']],
  ['an object', { $gt: '' }],
  ['a deep list', JSON.parse(`${'['.repeat(45)}${']'.repeat(45)}`)],
];
