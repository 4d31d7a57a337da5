import { setup } from 'xstate';
import type { NodeStatus } from '../catalogue/nodeStatus.ts';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { SurveyEvent } from './events.ts';

/** 联合踏勘: one notice, one visit, one reply. What is asked for after it is refused on the record in every stage. */
export const surveyMachine = setup({ types: { events: {} as SurveyEvent } }).createMachine({
  id: 'survey',
  initial: 'unopened',
  states: {
    unopened: { on: { SurveyOpened: 'ready' } },
    ready: { on: { SurveyAccepted: 'accepted', SurveyWithdrawn: 'withdrawn' } },
    accepted: {
      on: {
        VisitConvened: 'convened',
        LimitExtended: 'accepted',
        DeadlineRederived: 'accepted',
        SurveyWithdrawn: 'withdrawn',
      },
    },
    convened: {
      on: {
        VisitConvened: 'convened',
        VisitHeld: 'collecting',
        LimitExtended: 'convened',
        DeadlineRederived: 'convened',
        SurveyWithdrawn: 'withdrawn',
      },
    },
    collecting: {
      on: {
        ConsentFollowedUp: 'collecting',
        ConsentChecked: 'collecting',
        OpinionGiven: 'collecting',
        OpinionsDeemed: 'collecting',
        OpinionsComplete: 'consolidating',
        SecondVisitRefused: 'collecting',
        LimitExtended: 'collecting',
        DeadlineRederived: 'collecting',
        SurveyWithdrawn: 'withdrawn',
      },
    },
    consolidating: {
      on: {
        ConsentFollowedUp: 'consolidating',
        ConsentChecked: 'consolidating',
        DisagreementOverridden: 'consolidating',
        ReasonsSent: 'consolidating',
        SecondVisitRefused: 'consolidating',
        LimitExtended: 'consolidating',
        DeadlineRederived: 'consolidating',
        SurveyConcluded: 'concluded',
        SurveyRefused: 'refused',
        SurveyWithdrawn: 'withdrawn',
      },
    },
    /** Over for the owner; reasons (J16), and what follows a consent (Q5), may still be owed, and late demands are still answered (J1). */
    concluded: {
      on: {
        SecondVisitRefused: 'concluded',
        ReasonsSent: 'concluded',
        ConsentFollowedUp: 'concluded',
        ConsentChecked: 'concluded',
        DeadlineRederived: 'concluded',
      },
    },
    refused: {
      on: {
        SecondVisitRefused: 'refused',
        ReasonsSent: 'refused',
        ConsentFollowedUp: 'refused',
        ConsentChecked: 'refused',
        DeadlineRederived: 'refused',
      },
    },
    withdrawn: { type: 'final' },
  },
});

export const surveyLifecycle = compileLifecycle(surveyMachine);

type SurveyStage = (typeof surveyLifecycle)['initialStage'];

const statuses: Readonly<Record<SurveyStage, NodeStatus>> = {
  unopened: 'WAITING',
  ready: 'READY',
  accepted: 'IN_PROGRESS',
  convened: 'IN_PROGRESS',
  collecting: 'IN_PROGRESS',
  consolidating: 'IN_PROGRESS',
  concluded: 'DONE',
  refused: 'REFUSED',
  withdrawn: 'WITHDRAWN',
};

/** Where the node stands that this survey carries. */
export const surveyStatusOf = (stage: string): NodeStatus => statuses[stage as SurveyStage];
