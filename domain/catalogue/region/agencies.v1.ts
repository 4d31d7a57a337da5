import * as z from 'zod';
import { deepFreeze } from '../freeze.ts';
import { AgencyRecord } from '../organization.ts';
import { service } from '../services.v1.ts';
import { unit } from './units.v1.ts';

const independent = (creditCode: string, name: string, ...services: string[]) => ({
  creditCode,
  name,
  services,
  owners: [],
});

/**
 * Intermediaries of the demonstration region, all of them fictional: for every service that a chain
 * buys at least four that may apply, and for soil conservation seven applicants, of which one is owned by an institution of the approving unit.
 */
export const demoAgencies: readonly AgencyRecord[] = deepFreeze(
  z.array(AgencyRecord).parse([
    independent('91532390MA6K00302M', '云岭工程咨询有限公司', service.feasibility, service.energyReport),
    independent('91532390MA6K00303Q', '彝川环境科技有限公司', service.eia, service.soilConservation),
    independent('91532390MA6K00304U', '方矩测绘有限公司', service.boundarySurvey),
    independent('91530000MA6K00305B', '华衡审图咨询有限公司', service.drawingReview),
    independent('91532390MA6K003062', '川能节能评估有限公司', service.energyReport, service.feasibility),
    {
      creditCode: '91532390MA6K003075',
      name: '万绿水保技术有限公司',
      services: [service.soilConservation],
      owners: [
        {
          holder: '12532390MB0B00203G',
          holderName: '彝川县水利技术推广站',
          held: '91532390MA6K003075',
          percent: 40,
          institutionOf: unit.water,
        },
      ],
    },
    independent('91532390MA6K003088', '金江工程咨询有限公司', service.feasibility, service.energyReport),
    independent('91532390MA6K00309B', '滇中投资咨询有限公司', service.feasibility, service.design),
    independent('91532390MA6K00310G', '云图勘测有限公司', service.boundarySurvey),
    independent('91532390MA6K00311K', '山川地理信息有限公司', service.boundarySurvey),
    independent('91532390MA6K00312N', '正界测绘有限公司', service.boundarySurvey),
    independent('91532390MA6K00313R', '绿衡环保咨询有限公司', service.eia, service.soilConservation),
    independent('91532390MA6K00314W', '清源生态技术有限公司', service.eia, service.soilConservation),
    independent('91532390MA6K003150', '蓝岭环境工程有限公司', service.eia, service.soilConservation),
    independent('91532390MA6K003163', '沃土水土保持有限公司', service.soilConservation),
    independent('91532390MA6K003176', '江源水利咨询有限公司', service.soilConservation),
    independent('91532390MA6K003189', '云能低碳技术有限公司', service.energyReport),
    independent('91532390MA6K00319C', '彝川建筑设计有限公司', service.design),
    independent('91530000MA6K00401L', '南滇建筑设计院有限公司', service.design),
    {
      creditCode: '91530000MA6K00402P',
      name: '汇智工程咨询有限公司',
      services: [service.feasibility, service.design],
      owners: [
        {
          holder: '91530000MA6K00403T',
          holderName: '汇智控股有限公司',
          held: '91530000MA6K00402P',
          percent: 60,
          institutionOf: null,
        },
      ],
    },
  ]),
);
