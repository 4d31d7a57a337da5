import { creditCheckCharacter } from '../../../domain/kernel/ids.ts';

/**
 * The counties 县 of a fictional province. Their codes were never assigned (GB/T 2260 has no prefecture 5371 to 5386), so
 * that no real place or body is named.
 */
export interface Place {
  readonly code: string;
  readonly name: string;
}

const PREFECTURES = '云岭 金沙 澜沧 怒山 红石 曲江 玉泉 昭岭 丽川 普溪 临沧岭 楚原 文岭 版江 德岭 迪原'.split(
  ' ',
);
const COUNTIES = '清溪 永平 安宁桥 石屏岭 宝峰 龙潭 白水 新华'.split(' ');

/** One hundred and twenty-eight counties in sixteen prefectures. */
export const places: readonly Place[] = PREFECTURES.flatMap((prefecture, at) =>
  COUNTIES.map((county, index) => ({
    code: `53${71 + at}${21 + index}`,
    name: `${prefecture}${county}县`,
  })),
);

/** A credit code with a right check character: what kind of body, where, and which one of them. */
export function creditCodeOf(kind: '91' | '12', { code }: Place, series: string, number: number): string {
  const seventeen = `${kind}${code}${series}${String(number).padStart(9 - series.length, '0')}`;
  return `${seventeen}${creditCheckCharacter(seventeen)}`;
}
