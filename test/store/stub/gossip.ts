import { randomUUID } from 'node:crypto';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import messages from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Node } from './node.ts';

const { LEADER, FOLLOWER } = messages.MemberInfo.VNodeState;

/** Who is in the cluster, as this node sees it. */
export function gossip({ orders, port }: Node): ClusterInfo {
  const members = orders.members ?? [{ host: '127.0.0.1', port, leader: true, alive: true }];
  return new messages.ClusterInfo().setMembersList(
    members.map(({ host, port: at, leader, alive }) =>
      new messages.MemberInfo()
        .setInstanceId(new shared.UUID().setString(randomUUID()))
        .setTimeStamp(String(Date.now()))
        .setState(leader ? LEADER : FOLLOWER)
        .setIsAlive(alive)
        .setHttpEndPoint(new messages.EndPoint().setAddress(host).setPort(at)),
    ),
  );
}
