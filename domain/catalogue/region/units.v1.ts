import * as z from 'zod';
import { deepFreeze } from '../freeze.ts';
import { Unit } from '../organization.ts';

/**
 * The fictional county 彝川县. Its region code was never assigned, so that no real agency is named in an integrity
 * fixture. Version 1 is released and never edited: copy it to `units.v2.ts`.
 */
export const region = deepFreeze({ code: '532390', name: '彝川县' });

/** Credit codes by what a unit does, so that the data of the catalogue reads. */
export const unit = {
  developmentAndReform: '11532390MB0A001015',
  naturalResources: '11532390MB0A001028',
  ecology: '11532390MB0A00103B',
  housing: '11532390MB0A00104E',
  water: '11532390MB0A00105H',
  /** Holds the comprehensive window and, as the approval bureau 行政审批局, the one seal. */
  governmentServices: '11532390MB0A00106L',
  fire: '11532390MB0A00107P',
  civilDefence: '11532390MB0A00108T',
  trafficPolice: '11532390MB0A00109X',
  archives: '12532390MB0B00202D',
  /** The body that reviews drawings 施工图审查机构: an intermediary that takes part in a joint procedure. */
  drawingReviewBody: '91530000MA6K00305B',
} as const;

export const unitsV1: readonly Unit[] = deepFreeze(
  z.array(Unit).parse([
    { creditCode: unit.developmentAndReform, name: '彝川县发展和改革局', english: 'Development and Reform' },
    { creditCode: unit.naturalResources, name: '彝川县自然资源局', english: 'Natural Resources' },
    { creditCode: unit.ecology, name: '生态环境局彝川分局', english: 'Ecology and Environment' },
    { creditCode: unit.housing, name: '彝川县住房和城乡建设局', english: 'Housing and Construction' },
    { creditCode: unit.water, name: '彝川县水务局', english: 'Water Affairs' },
    { creditCode: unit.governmentServices, name: '彝川县政务服务管理局', english: 'Government Services' },
    { creditCode: unit.fire, name: '彝川县消防救援大队', english: 'Fire and Rescue' },
    { creditCode: unit.civilDefence, name: '彝川县人民防空办公室', english: 'Civil Defence' },
    { creditCode: unit.trafficPolice, name: '彝川县公安局交警大队', english: 'Traffic Police' },
    { creditCode: unit.archives, name: '彝川县档案馆', english: 'Archives' },
    { creditCode: unit.drawingReviewBody, name: '华衡审图咨询有限公司', english: 'Huaheng Drawing Review' },
  ]),
);
