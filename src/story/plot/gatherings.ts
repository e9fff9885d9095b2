import type { Bilingual } from '../../kernel/people.js';
import type { Moment } from './seats.js';

export interface MeetupPlot {
  readonly by: string;
  readonly writtenOn: Moment;
  /** Absent: an admin has not decided on it yet. */
  readonly announcedOn?: Moment;
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly city: string;
  readonly venue: string;
  readonly day: number;
  readonly from: string;
  readonly until: string;
  readonly capacity: number;
  /** In the order in which they sign up. */
  readonly guests: readonly string[];
  readonly left?: string;
  readonly attended?: readonly string[];
}

export const MEETUPS: readonly MeetupPlot[] = [
  {
    by: 'admin',
    writtenOn: [-26, '10:20'],
    announcedOn: [-25, '10:00'],
    title: { en: 'F1 evening in Hangzhou', 'zh-CN': 'F1 杭州见面会' },
    about: {
      en: 'Two engineers, one projector, and every crash you bring along.',
      'zh-CN': '两位工程师、一台投影仪，带上你遇到的每一个闪退。',
    },
    city: '杭州',
    venue: '西溪路 12 号 渡口书店二层',
    day: -16,
    from: '14:00',
    until: '17:30',
    capacity: 20,
    guests: ['tangyuan', 'sujin', 'yemu', 'qiuqiu', 'laozhou', 'mochen'],
    left: 'qiuqiu',
    attended: ['tangyuan', 'sujin', 'yemu', 'laozhou'],
  },
  {
    by: 'admin',
    writtenOn: [-3, '15:10'],
    announcedOn: [-2, '10:00'],
    title: { en: 'Night walk in Chongqing', 'zh-CN': '重庆夜拍与导航实测' },
    about: {
      en: 'We walk from Jiefangbei down to the river and count the storeys that navigation gets wrong. Units of the second batch are handed over at the desk.',
      'zh-CN': '从解放碑一路走到江边，数一数导航认错了几层楼。第二批的工程机现场交接。',
    },
    city: '重庆',
    venue: '渝中区民权路 28 号 一楼大厅',
    day: 6,
    from: '18:30',
    until: '21:30',
    capacity: 6,
    guests: ['shiyi', 'xiaoman', 'qingya', 'hexu', 'dukou', 'bashan', 'yulin'],
  },
  {
    by: 'hexu',
    writtenOn: [-1, '21:30'],
    title: { en: '成都茶馆测机', 'zh-CN': '成都茶馆测机' },
    about: { en: '人民公园喝茶，互相看看日志。', 'zh-CN': '' },
    city: '成都',
    venue: '人民公园 鹤鸣茶社',
    day: 12,
    from: '14:00',
    until: '18:00',
    capacity: 12,
    guests: [],
  },
];

/** Wants a unit of every round and says nothing of the one at hand: warned, and the warning arrived. */
export const SILENT_FAN = 'daliu';
export const PAUSED = { fan: 'laozhou', on: [-1, '09:40'] as Moment, weeks: 1 };

export const DAMAGE = {
  fan: 'xiaobei',
  on: [-1, '16:05'] as Moment,
  reason: '海边使用时进水，扬声器声音发闷，用户已寄来视频。建议寄回检查并换一台。',
};

/** Not heard of by its own logs for a while. */
export const ASKED = { fan: 'mochen', on: [-1, '10:10'] as Moment };
