import type { Moment } from './seats.js';
import type { Engineer } from './topic.js';

export interface ReleasePlot {
  readonly build: string;
  readonly by: Engineer;
  readonly draftedOn: Moment;
  readonly notes: { readonly en: string; readonly zh: string };
  /** What lines say, by key of the defect, and who worked on it beside whoever resolved it. */
  readonly lines: readonly (readonly [key: string, en: string, zh: string, also?: Engineer])[];
  /** Keys of defects that are known to be in the build. */
  readonly known: readonly string[];
  /** Frozen then, and published by the clock on the Friday after; absent for a draft. */
  readonly frozenOn?: Moment;
}

/** One release that its users have judged, one that they are asked about, one that is being written. */
export const RELEASES: readonly ReleasePlot[] = [
  {
    build: '0.9.3',
    by: 'guchen',
    draftedOn: [-20, '10:20'],
    notes: {
      en: 'Three faults that kept many of you awake, one of them literally.',
      zh: '三个让大家睡不好的问题，其中一个是真的半夜吵醒人。',
    },
    lines: [
      ['midnight', 'The phone no longer restarts at midnight', '零点不再自己重启'],
      [
        'hdr',
        'HDR can be switched while a picture is being saved',
        '保存照片时可以放心切换 HDR',
        'nora',
      ],
      ['reader', 'The reader stays open when you turn the phone', '转动手机时阅读器不再退出'],
    ],
    known: ['night'],
    frozenOn: [-20, '15:40'],
  },
  {
    build: '0.9.4',
    by: 'guchen',
    draftedOn: [-6, '10:20'],
    notes: {
      en: 'One fault that came back by another way is gone for good.',
      zh: '一个换了条路又出现的问题，这次彻底修好了。',
    },
    lines: [
      [
        'reader',
        'The reader stays open however you turn the phone',
        '怎么转手机，阅读器都不再退出',
        'nora',
      ],
    ],
    known: ['night'],
    frozenOn: [-6, '15:40'],
  },
  {
    build: '0.9.5',
    by: 'nora',
    draftedOn: [-1, '11:10'],
    notes: { en: '', zh: '' },
    lines: [
      ['launcher', 'Folders open at once, also with new icons', '换了图标，打开文件夹也不卡'],
    ],
    known: ['night', 'audio'],
  },
];
