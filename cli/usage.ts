/** What parseArgs says of a wrong option, as one sentence: its advice after the first belongs to another kind of command. */
export function inOneSentence(error: unknown): string {
  const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
