import type { HolidayNotice } from '../../domain/calendar/notice.ts';

const day = (name: string, isOffDay: boolean) => (date: string) => ({ name, date: `2027-${date}`, isOffDay });

/** An invented notice for 2027, which is not announced yet. */
export const notice2027: HolidayNotice = {
  year: 2027,
  papers: ['2027 年部分节假日安排（测试）'],
  days: [
    ...['01-01', '01-02', '01-03'].map(day('元旦', true)),
    ...['02-05', '02-06', '02-07', '02-08', '02-09', '02-10', '02-11'].map(day('春节', true)),
    ...['01-31', '02-14'].map(day('春节', false)),
    ...['10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07'].map(day('国庆节', true)),
    ...['09-26', '10-09'].map(day('国庆节', false)),
  ],
};
