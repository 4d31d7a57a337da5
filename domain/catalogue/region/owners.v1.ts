import * as z from 'zod';
import { deepFreeze } from '../freeze.ts';
import { Owner } from '../organization.ts';

/** Project owners of the demonstration region. All of them are fictional. */
export const ownersV1: readonly Owner[] = deepFreeze(
  z.array(Owner).parse([
    { creditCode: '12532390MB0B00201A', name: '彝川县人民医院' },
    { creditCode: '91532390MA6K00301J', name: '滇精机械有限公司' },
    { creditCode: '12532390MB0B00204K', name: '彝川县第一中学' },
    { creditCode: '12532390MB0B00205N', name: '彝川县图书馆' },
    { creditCode: '12532390MB0B00206R', name: '彝川县社会福利院' },
    { creditCode: '91532390MA6K004018', name: '彝川光纤材料有限公司' },
    { creditCode: '91532390MA6K00402B', name: '彝川绿源食品有限公司' },
    { creditCode: '91532390MA6K00403E', name: '金沙冷链物流有限公司' },
    { creditCode: '91532390MA6K00404H', name: '云麓新材料有限公司' },
    { creditCode: '91532390MA6K00405L', name: '彝川生物制药有限公司' },
  ]),
);
