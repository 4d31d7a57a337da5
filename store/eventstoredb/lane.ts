import { randomUUID } from 'node:crypto';
import { convertToCommandError } from '@eventstore/db-client';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../../domain/kernel/eventStore.ts';
import type { AppendCall } from './client.ts';
import { Refused, Unanswered } from './failure.ts';

export type Answer =
  /** A server before 22.6 may leave out the position. */
  | { readonly kind: 'appended'; readonly revision: number; readonly position: bigint | undefined }
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

interface Pending {
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One gRPC stream on which all appends travel at once: none waits for the answer of another.
 *
 * The client has such a stream too, but keeps what waits on all streams of the process in one map: one stream that breaks
 * rejects the appends of every other, and an answer that then arrives throws inside the client and ends the process. Here
 * a lane speaks for its own appends only, and an answer that nobody waits for is passed over.
 */
export class Lane {
  readonly #call: AppendCall;
  readonly #ms: number;
  readonly #broken: (error: unknown) => void;
  /** In the order in which they were sent, which is the order in which they come due. */
  readonly #pending = new Map<string, Pending>();
  #heard = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** `broken` is told once, when nothing more can be sent here. */
  constructor(call: AppendCall, ms: number, broken: (error: unknown) => void) {
    this.#call = call;
    this.#ms = ms;
    this.#broken = broken;
    call.on('data', (answer) => this.#take(answer));
    call.on('error', (error) => this.end(convertToCommandError(error)));
    call.on('end', () => this.end(new Error('the server ended the stream of appends')));
  }

  send(request: BatchAppendReq): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new Error('the stream of appends has ended'));
      const id = randomUUID();
      this.#pending.set(id, { since: performance.now(), resolve, reject });
      this.#timer ??= setTimeout(this.#look, this.#ms);
      this.#call.write(request.setCorrelationId(new shared.UUID().setString(id)));
    });
  }

  end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#broken(error);
    for (const { reject } of pending) reject(error);
    this.#call.cancel();
  }

  /** One timer for all appends. Where a whole call's time passed without any answer, the lane is dead. */
  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const [id, { since, reject }] of this.#pending) {
      if (since + this.#ms > now) {
        this.#timer = setTimeout(this.#look, since + this.#ms - now + 1);
        return;
      }
      if (this.#heard < since) {
        this.end(new Unanswered(this.#ms));
        return;
      }
      this.#pending.delete(id);
      reject(new Unanswered(this.#ms));
    }
  };

  #take(answer: BatchAppendResp): void {
    this.#heard = performance.now();
    const id = textOf(answer.getCorrelationId());
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    const error = answer.getError();
    const success = answer.getSuccess();
    if (error !== undefined) {
      const said = saidBy(error);
      if (said instanceof Error) pending.reject(said);
      else pending.resolve(said);
    } else if (success === undefined) pending.reject(new Error('the server gave an empty answer'));
    else {
      const position = success.getPosition()?.getCommitPosition();
      pending.resolve({
        kind: 'appended',
        revision: Number(success.getCurrentRevision()),
        position: position === undefined ? undefined : BigInt(position),
      });
    }
  }
}

/** The server writes an id in two halves, whatever it was sent. */
function textOf(id: UUID | undefined): string {
  const halves = id?.getStructured();
  if (halves === undefined) return id?.getString() ?? '';
  const hex = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What the details of an error say, by the name of their type. Time-outs and what is not known leave the outcome open. */
function saidBy(status: Status): Answer | Error {
  const details = status.getDetails();
  const type = details?.getTypeName() ?? '';
  const message = status.getMessage();
  switch (type.slice(type.lastIndexOf('.') + 1)) {
    case 'WrongExpectedVersion': {
      const told = details?.unpack(shared.WrongExpectedVersion.deserializeBinary, type);
      if (told == null) break;
      const actual = told.hasCurrentStreamRevision() ? Number(told.getCurrentStreamRevision()) : 'noStream';
      return { kind: 'conflict', actual };
    }
    case 'AccessDenied':
      return new Refused('the server refuses this user or this password.');
    case 'StreamDeleted':
      return new Refused('this stream was deleted for ever.');
    case 'MaximumAppendSizeExceeded': {
      const told = details?.unpack(shared.MaximumAppendSizeExceeded.deserializeBinary, type);
      return new Refused(`the server takes ${told?.getMaxappendsize()} bytes in one append at most.`);
    }
    case 'BadRequest':
    case 'InvalidTransaction':
      return new Refused(`the server cannot take this append. ${message}`);
    case 'Timeout':
      return new Error('the server gave up the write after its own time-out');
  }
  return new Error(message === '' ? 'the server failed to write' : message);
}
