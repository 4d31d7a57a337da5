import * as z from 'zod';

/** Money in whole fen 分, never a float: 2^53 fen are ninety trillion yuan. */
export const Fen = z
  .int({ error: 'Money is a whole number of fen.' })
  .nonnegative({ error: 'Money is not negative.' })
  .meta({ scalar: 'Fen' });
export type Fen = z.infer<typeof Fen>;
