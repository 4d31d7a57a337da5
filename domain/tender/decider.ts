import type { DecisionContext } from '../clock/context.ts';
import { closeAll } from '../clock/nodeClock.ts';
import { accept, type Decider } from '../kernel/decider.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import {
  answerObjection,
  confirmAward,
  raiseObjection,
  signContract,
  terminateJob,
  winnerGivesUp,
} from './awarding.ts';
import { closeBidding, placeBid, recheck, withdrawBid } from './bidding.ts';
import type { JobCommand, JobCommandOf } from './commands.ts';
import { decideTie, judgeLowQuote, selectWinner } from './comparing.ts';
import { announceDraw, commitDraw, revealDraw, voidDraw } from './drawing.ts';
import type { JobEvent } from './events.ts';
import { evolve, type Job, type JobData, published } from './job.ts';
import { publish } from './publishing.ts';
import { rederive } from './rederiving.ts';

export const jobOutcomes = {
  PublishJob: [['JobPublished']],
  PlaceBid: [['BidPlaced'], ['ApplicantExcluded']],
  WithdrawBid: [['BidWithdrawn']],
  RecheckApplicant: [['ApplicantExcluded']],
  CloseBidding: [
    ['BidsOpened'],
    ['BidsOpened', 'QuotesFlagged'],
    ['PoolFixed'],
    ['NoticeExtended'],
    ['JobLapsed'],
  ],
  JudgeLowQuote: [['LowQuoteJudged']],
  DecideTie: [['TieDecided']],
  SelectWinner: [['WinnerSelected'], ['JobLapsed']],
  AnnounceDraw: [['DrawAnnounced']],
  CommitDraw: [['DrawCommitted'], ['DrawCommitted', 'DrawCommitsClosed']],
  RevealDraw: [['DrawRevealed'], ['DrawRevealed', 'DrawConcluded', 'WinnerSelected']],
  VoidDraw: [['DrawVoided']],
  RaiseObjection: [['ObjectionRaised']],
  AnswerObjection: [
    ['ObjectionDismissed'],
    ['ObjectionDismissed', 'PublicityResumed'],
    ['ObjectionUpheld', 'JobAnnulled'],
  ],
  ConfirmAward: [['AwardConfirmed']],
  WinnerGivesUp: [
    ['WinnerGaveUp', 'SubstituteCalled'],
    ['WinnerGaveUp', 'JobLapsed'],
  ],
  SignContract: [['ContractSigned']],
  TerminateJob: [['JobTerminated']],
  AnnulJob: [['JobAnnulled']],
  RederiveDeadlines: [['DeadlineRederived']],
} as const satisfies Outcomes<JobCommand['type'], JobEvent['type']>;

export const jobDecider: Decider<JobData, JobCommand, JobEvent, DecisionContext> = {
  initialState: undefined,
  evolve,
  decide(data, command, context) {
    if (command.type === 'PublishJob') return publish(command, context);
    const job = published(data);
    switch (command.type) {
      case 'PlaceBid':
        return placeBid(job, command);
      case 'WithdrawBid':
        return withdrawBid(job, byKey(job, command));
      case 'RecheckApplicant':
        return recheck(job, command);
      case 'CloseBidding':
        return closeBidding(job, command, context);
      case 'JudgeLowQuote':
        return judgeLowQuote(job, byKey(job, command));
      case 'DecideTie':
        return decideTie(job, byKey(job, command));
      case 'SelectWinner':
        return selectWinner(job, command, context);
      case 'AnnounceDraw':
        return announceDraw(job, command);
      case 'CommitDraw':
        return commitDraw(job, command);
      case 'RevealDraw':
        return revealDraw(job, command, context);
      case 'VoidDraw':
        return voidDraw(job, command);
      case 'RaiseObjection':
        return raiseObjection(job, command, context);
      case 'AnswerObjection':
        return answerObjection(job, command);
      case 'ConfirmAward':
        return confirmAward(job, command, context);
      case 'WinnerGivesUp':
        return winnerGivesUp(job, command, context);
      case 'SignContract':
        return signContract(job, command);
      case 'TerminateJob':
        return terminateJob(job, command);
      case 'AnnulJob': {
        const clocks = closeAll(job.clocks, command.issuedAt);
        return accept({
          type: 'JobAnnulled',
          data: { ...command.data, annulledAt: command.issuedAt, clocks },
        });
      }
      case 'RederiveDeadlines':
        return rederive(job, command, context);
    }
  },
};

/** Readers see a bid as `<job>/<key>`; in its own job the key says all. */
const byKey = <Named extends JobCommandOf<'WithdrawBid' | 'JudgeLowQuote' | 'DecideTie'>>(
  { terms }: Job,
  command: Named,
): Named => {
  const { bid } = command.data;
  const prefix = `${terms.job}/`;
  return bid.startsWith(prefix)
    ? { ...command, data: { ...command.data, bid: bid.slice(prefix.length) } }
    : command;
};
