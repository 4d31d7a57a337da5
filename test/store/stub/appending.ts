import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import {
  type ServerDuplexStream,
  type ServerReadableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import type { Message } from 'google-protobuf';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { type Expected, MAX_APPEND_SIZE, type Outcome, type Proposed } from './log.ts';
import { type Node, told, unavailable } from './node.ts';

interface Gathered {
  readonly options: BatchAppendReq.Options;
  readonly events: Proposed[];
}

/** Many appends on one stream, each told apart by the id of its messages, which may come in several parts. */
export const batchAppend = (node: Node) => (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
  const refusal = node.refusal(call.metadata, true);
  if (refusal !== undefined) return void call.emit('error', refusal);
  node.open.add(call);
  const gathering = new Map<string, Gathered>();
  call.on('data', (request: BatchAppendReq) => {
    const correlation = request.getCorrelationId() as UUID;
    const id = correlation.getString();
    const options = request.getOptions();
    const gathered = gathering.get(id) ?? (options && { options, events: [] });
    if (gathered === undefined) return void call.emit('error', told(status.INVALID_ARGUMENT, 'no options'));
    gathered.events.push(...request.getProposedMessagesList().map(proposedOf));
    gathering.set(id, gathered);
    if (!request.getIsFinal()) return;
    gathering.delete(id);
    const { cut, die, late, silent, timeOut, twice, unavailable: down } = node.orders;
    if (silent.includes('appends')) return;
    if (down) return void call.emit('error', unavailable());
    if (die !== null && 'at' in die) {
      if (die.at === 'after') commitGathered(node, gathered);
      process.kill(process.pid, 'SIGKILL');
    }
    if (cut !== null) {
      if (cut.committed) commitGathered(node, gathered);
      node.cuts += 1;
      const left = cut.appends - 1;
      node.orders = { ...node.orders, cut: left > 0 ? { ...cut, appends: left } : null };
      return void call.emit('error', unavailable());
    }
    const name = new shared.StreamIdentifier().setStreamName(
      gathered.options.getStreamIdentifier()?.getStreamName() ?? '',
    );
    const answer = new streams.BatchAppendResp().setCorrelationId(structured(id)).setStreamIdentifier(name);
    const until = gathered.options.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY;
    if (until <= Date.now()) failWith(answer, 'Timeout', new shared.Timeout());
    else {
      const outcome = commitGathered(node, gathered);
      if (timeOut > 0) {
        node.orders = { ...node.orders, timeOut: timeOut - 1 };
        failWith(answer, 'Timeout', new shared.Timeout());
      } else tell(answer, gathered.options, outcome);
    }
    const send = () => {
      call.write(answer);
      if (twice) call.write(answer);
    };
    if (late > 0) setTimeout(send, late);
    else send();
  });
  call.on('end', () => call.end());
  const gone = () => node.open.delete(call);
  call.on('cancelled', gone);
  call.on('close', gone);
};

/** One append per call: what the client uses where a call brings its own credentials. */
export const appendUnary =
  (node: Node) => (call: ServerReadableStream<AppendReq, AppendResp>, reply: sendUnaryData<AppendResp>) => {
    const refusal = node.refusal(call.metadata, true);
    if (refusal !== undefined) {
      reply(refusal);
      return;
    }
    let options: AppendReq.Options | undefined;
    const events: Proposed[] = [];
    call.on('data', (request: AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message !== undefined) events.push(proposedOf(message));
    });
    call.on('end', () => {
      if (options === undefined || node.orders.silent.includes('appends')) return;
      const revision = options.hasRevision() ? options.getRevision() : undefined;
      replyWith(reply, commit(node, options, revision, events));
    });
  };

function replyWith(reply: sendUnaryData<AppendResp>, outcome: Outcome): void {
  if (outcome.kind === 'success') {
    const place = String(outcome.position);
    const success = new streams.AppendResp.Success()
      .setCurrentRevision(String(outcome.revision))
      .setPosition(new streams.AppendResp.Position().setCommitPosition(place).setPreparePosition(place));
    reply(null, new streams.AppendResp().setSuccess(success));
  } else if (outcome.kind === 'wrong') {
    const wrong = new streams.AppendResp.WrongExpectedVersion();
    if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
    else wrong.setCurrentRevision(String(outcome.current));
    reply(null, new streams.AppendResp().setWrongExpectedVersion(wrong));
  } else if (outcome.kind === 'tooLarge')
    reply(
      told(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded', {
        exception: 'maximum-append-size-exceeded',
        'maximum-append-size': String(MAX_APPEND_SIZE),
      }),
    );
  else reply(told(status.INVALID_ARGUMENT, outcome.reason));
}

function proposedOf(message: BatchAppendReq.ProposedMessage | AppendReq.ProposedMessage): Proposed {
  const about = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: about.get('type') ?? '',
    contentType: about.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** `revision` is named differently in the two kinds of append. */
function commit(
  node: Node,
  options: BatchAppendReq.Options | AppendReq.Options,
  revision: string | undefined,
  events: readonly Proposed[],
): Outcome {
  const name = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
  let expected: Expected = 'any';
  if (revision !== undefined) expected = BigInt(revision);
  else if (options.hasNoStream()) expected = 'noStream';
  else if (options.hasStreamExists()) expected = 'streamExists';
  const outcome = node.log.append(name, expected, events);
  node.appends += 1;
  node.wake();
  return outcome;
}

const commitGathered = (node: Node, { options, events }: Gathered): Outcome =>
  commit(node, options, options.hasStreamPosition() ? options.getStreamPosition() : undefined, events);

function tell(answer: BatchAppendResp, options: BatchAppendReq.Options, outcome: Outcome): void {
  if (outcome.kind === 'success') {
    const place = String(outcome.position);
    answer.setSuccess(
      new streams.BatchAppendResp.Success()
        .setCurrentRevision(String(outcome.revision))
        .setPosition(new shared.AllStreamPosition().setCommitPosition(place).setPreparePosition(place)),
    );
  } else if (outcome.kind === 'wrong') {
    const wrong = new shared.WrongExpectedVersion();
    if (outcome.current === undefined) wrong.setCurrentNoStream(new empty.Empty());
    else wrong.setCurrentStreamRevision(String(outcome.current));
    if (options.hasStreamPosition()) wrong.setExpectedStreamPosition(options.getStreamPosition());
    else if (options.hasNoStream()) wrong.setExpectedNoStream(new empty.Empty());
    else if (options.hasStreamExists()) wrong.setExpectedStreamExists(new empty.Empty());
    else wrong.setExpectedAny(new empty.Empty());
    failWith(answer, 'WrongExpectedVersion', wrong);
  } else if (outcome.kind === 'tooLarge') {
    const most = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_SIZE);
    failWith(answer, 'MaximumAppendSizeExceeded', most);
  } else failWith(answer, 'BadRequest', new shared.BadRequest().setMessage(outcome.reason));
}

function failWith(answer: BatchAppendResp, type: string, details: Message): void {
  const packed = new any.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${type}`);
  answer.setError(new statuses.Status().setMessage(type).setDetails(packed));
}

/** The server writes ids in two halves, whatever it was sent. */
function structured(id: string): UUID {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return new shared.UUID().setStructured(
    new shared.UUID.Structured()
      .setMostSignificantBits(String(bytes.readBigInt64BE(0)))
      .setLeastSignificantBits(String(bytes.readBigInt64BE(8))),
  );
}
