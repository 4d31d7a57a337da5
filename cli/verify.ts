import { readConfig } from '../app/config.ts';
import { verifyFile } from '../store/embedded/verify.ts';
import { embeddedFile } from './embeddedFile.ts';
import { judge } from './judge.ts';
import { operate, UsageError } from './operate.ts';
import { progressOf } from './progressOf.ts';

/** `npm run verify`: look at every fact of the store, or of a backup, and say whether it is whole. */
const USAGE = `Usage: npm run verify [-- FILE]

  FILE  a backup; the store of DATA_DIR and EVENT_STORE if none is named

  Exit 0 when all is whole, 1 when something is not. Runs beside a server.`;

await operate(USAGE, {}, async ([file, ...rest]) => {
  if (rest.length > 0) throw new UsageError('Name one file at most.');
  const store = file ?? embeddedFile(readConfig(process.env), 'verify');
  const progress = progressOf('Verifying');
  const { end, appends, streams, problems, further } = verifyFile(store, {
    judge,
    onProgress: (share, facts) => progress.at(share, facts),
  });
  progress.clear();
  if (problems.length === 0)
    return {
      line: `${store} is whole: ${end.position.toLocaleString('en')} facts in ${appends.toLocaleString('en')} appends of ${streams.toLocaleString('en')} streams; the chain ends with ${end.hash}.`,
    };
  const more = further > 0 ? [`and ${further.toLocaleString('en')} more.`] : [];
  const all = (problems.length + further).toLocaleString('en');
  return {
    failed: true,
    line: [
      `${store} is NOT whole, ${all} ${all === '1' ? 'problem' : 'problems'}:`,
      ...problems,
      ...more,
    ].join('\n  '),
  };
});
