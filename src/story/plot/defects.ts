import type { Decline, Severity } from '../../features/defects/defect.js';
import type { Moment } from './seats.js';
import type { Engineer } from './topic.js';

export type DefectStep = { readonly on: Moment } & (
  | { readonly action: 'start' | 'verify' }
  | { readonly action: 'resolve'; readonly build: string }
  | { readonly action: 'reopen'; readonly reason: string }
  | { readonly action: 'decline'; readonly resolution: Decline; readonly reason: string }
);

/** A defect is opened from the first of its reports; the others are linked as they come. */
export interface DefectPlot {
  readonly key: string;
  readonly by: Engineer;
  readonly openedOn: Moment;
  readonly title: string;
  readonly note: string;
  readonly severity: Severity;
  readonly steps: readonly DefectStep[];
}

export const DEFECTS: readonly DefectPlot[] = [
  {
    key: 'hdr',
    by: 'guchen',
    openedOn: [-34, '20:10'],
    title: 'Camera closes when HDR is switched while a picture is being saved',
    note: 'Happens on all builds up to 0.9.2. Wait a second before switching. 保存照片时切换 HDR 会退出相机。',
    severity: 'major',
    steps: [
      { on: [-31, '10:20'], action: 'start' },
      { on: [-21, '17:20'], action: 'resolve', build: '0.9.3' },
      { on: [-18, '11:05'], action: 'verify' },
    ],
  },
  {
    key: 'midnight',
    by: 'guchen',
    openedOn: [-34, '10:05'],
    title: 'Phone restarts at midnight when always-on display is on',
    note: 'Turn always-on display off at night until you have the fix. 息屏显示开启时零点重启。',
    severity: 'critical',
    steps: [
      { on: [-34, '10:30'], action: 'start' },
      { on: [-28, '17:15'], action: 'resolve', build: '0.9.2' },
      { on: [-26, '09:40'], action: 'verify' },
    ],
  },
  {
    key: 'reader',
    by: 'guchen',
    openedOn: [-31, '11:15'],
    title: 'Reader closes when the phone is rotated during page layout',
    note: 'Your place in the book is kept. 排版过程中旋转屏幕会退出阅读器，进度不丢。',
    severity: 'major',
    steps: [
      { on: [-27, '14:30'], action: 'start' },
      { on: [-21, '17:25'], action: 'resolve', build: '0.9.3' },
      {
        on: [-18, '21:20'],
        action: 'reopen',
        reason: 'Two logs from 0.9.3 show the same place, reached by another way.',
      },
      { on: [-17, '10:10'], action: 'start' },
      { on: [-14, '17:20'], action: 'resolve', build: '0.9.4' },
    ],
  },
  {
    key: 'night',
    by: 'nora',
    openedOn: [-29, '10:40'],
    title: 'Night mode stops the camera service after several shots in a row',
    note: 'Rarer since 0.9.4, not gone. Leave two seconds between night shots. 夜景连拍会让相机服务重启。',
    severity: 'critical',
    steps: [{ on: [-20, '20:30'], action: 'start' }],
  },
  {
    key: 'clock',
    by: 'guchen',
    openedOn: [-26, '17:05'],
    title: 'Always-on clock cannot be pinned to one place',
    note: 'A wish of several testers. 希望息屏时钟位置固定。',
    severity: 'minor',
    steps: [
      {
        on: [-9, '15:00'],
        action: 'decline',
        resolution: 'by_design',
        reason:
          'The clock moves a few pixels a minute so that the panel ages evenly; a pinned clock left a mark after nine days in our lab. 固定位置九天后出现烧印，因此保持移动。',
      },
    ],
  },
  {
    key: 'launcher',
    by: 'nora',
    openedOn: [-25, '19:00'],
    title: 'Launcher freezes when a folder is opened while icons are loading',
    note: 'Choose "wait", it comes back by itself. 图标加载时打开文件夹桌面会卡住。',
    severity: 'major',
    steps: [
      { on: [-17, '11:30'], action: 'start' },
      { on: [-7, '17:20'], action: 'resolve', build: '0.9.5' },
    ],
  },
  {
    key: 'audio',
    by: 'nora',
    openedOn: [-18, '10:25'],
    title: 'Sound drops out when the Bluetooth codec changes',
    note: 'Seen with LHDC and LDAC earbuds. 蓝牙切换编码时声音中断。',
    severity: 'major',
    steps: [{ on: [-6, '11:45'], action: 'start' }],
  },
  {
    key: 'sim',
    by: 'nora',
    openedOn: [-11, '11:20'],
    title: 'Call screen closes on incoming calls to the second SIM',
    note: 'The call can be taken from the notification. 副卡来电界面会闪退，可从通知栏接听。',
    severity: 'critical',
    steps: [],
  },
];
