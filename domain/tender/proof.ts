import type { DrawProof } from '../draw/proof.ts';
import type { JobData } from './job.ts';

/** What `verify:draw` reads, of the draw that was concluded; null where nothing was drawn yet. */
export const proofOf = (job: JobData): DrawProof | null => job?.draw?.proof ?? null;
