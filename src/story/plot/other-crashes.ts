import type { Topic } from './topic.js';

/** Crashes that some met; most of them have no defect yet. */
export const OTHER_CRASHES: readonly Topic[] = [
  {
    kind: 'crash',
    log: 'midnight-restart.log',
    by: 'guchen',
    answers: {
      en: [
        'That is a restart of the system process at midnight, not your apps. It has priority, thank you for staying up.',
      ],
      'zh-CN': ['零点时息屏时钟多取了一格，系统进程重启。已定为严重，优先修。'],
    },
    defect: 'midnight',
    reports: [
      [
        -35,
        '09:20',
        'yemu',
        '昨晚零点整手机自己重启了一次，息屏时钟开着的。早上起来看到解锁要密码才发现。',
      ],
      [
        -34,
        '09:32',
        'priya',
        'Phone restarted at exactly 00:00 with always-on display. Log pulled this morning over adb.',
        'gzip',
      ],
      [-33, '09:14', 'tangyuan', '零点重启，连续两天了，都是 00:00。关掉息屏显示就没有。'],
      [
        -31,
        '10:05',
        'jonas',
        'Restart at midnight, third night. I live in Stockholm, so it is local midnight and not yours.',
        'zip',
      ],
      [-29, '09:45', 'mochen', '零点重启 +1。闹钟没受影响，谢天谢地。'],
    ],
  },
  {
    kind: 'crash',
    log: 'phone-second-sim.log',
    by: 'nora',
    answers: {
      en: [
        'Received. The caller card asks for the label of a second SIM that is gone. We look into how it got lost.',
      ],
      'zh-CN': ['收到。来电界面在取第二张卡的名字，卡列表里却只剩一张，正在查为什么会丢。'],
    },
    defect: 'sim',
    reports: [
      [
        -12,
        '15:12',
        'emily',
        'Incoming call on my eSIM: the call screen flashes and dies, the phone keeps ringing. I missed my sister twice.',
      ],
      [
        -11,
        '10:39',
        'laozhou',
        '副卡来电，屏幕一闪就没了，只响铃不能接。儿子以为我故意不接他电话。',
      ],
      [
        -8,
        '18:55',
        'priya',
        'Second SIM calls crash the phone app since I added the eSIM profile for travelling.',
        'gzip',
      ],
      [-5, '12:09', 'xiaobei', '副卡接电话闪退，0.9.5 也一样。主卡正常。', 'zip'],
      [
        -2,
        '17:44',
        'tomas',
        'eSIM as second line: three calls today, one crash. Log is from the crash at 10:41 my time.',
      ],
    ],
  },
  {
    kind: 'crash',
    log: 'audio-codec.log',
    by: 'nora',
    answers: {
      en: [
        'Good catch: the mixer ring loses its place when the codec changes. Thanks for noting the earbuds.',
      ],
      'zh-CN': ['切编码的时候混音缓冲错位了，感谢写清楚耳机型号。'],
    },
    defect: 'audio',
    reports: [
      [
        -19,
        '18:30',
        'kenji',
        'Sound stops for two seconds on every change from LHDC to LDAC, and once the audio server restarted. Earbuds are two years old.',
      ],
      [-16, '12:02', 'sujin', '开会切耳机，所有声音断了几秒，日志里 audioserver 重启了。'],
      [-12, '20:50', 'hexu', '蓝牙耳机换编码必爆音一下，然后全机静音三秒。', 'gzip'],
      [
        -8,
        '21:14',
        'jonas',
        'Audio server restarts when I move from the car to earbuds. Navigation voice is gone until I reopen the app.',
        'zip',
      ],
      [-5, '19:28', 'ningmeng', '听歌切 LDAC，啪一声然后安静了，以为耳机坏了。'],
    ],
  },
  {
    kind: 'crash',
    log: 'gallery-memory.log',
    by: 'guchen',
    answers: {
      en: [
        'Thanks. The share sheet decodes the full picture just to draw a thumbnail; that is ours to change.',
      ],
      'zh-CN': ['分享面板把原图整张解码了，是我们的问题，排期里。'],
    },
    reports: [
      [-21, '14:36', 'zhaozhao', '相册里选九张原图分享，面板还没出来相册就退了。'],
      [
        -10,
        '16:20',
        'tomas',
        'Sharing five 48-megapixel pictures at once closes the gallery. One at a time works.',
        'gzip',
      ],
      [-4, '20:11', 'qiuqiu', '发九宫格闪退，只好分两次发，排版全乱了。'],
    ],
  },
  {
    kind: 'crash',
    log: 'settings-anr.log',
    by: 'nora',
    answers: {
      en: [
        'Thank you. The page reads ninety days of battery history in one go on the main thread.',
      ],
      'zh-CN': ['谢谢，这页一次查 90 天电量，查在主线程上了。'],
    },
    reports: [
      [-20, '11:17', 'laozhou', '看电池健康，点进去就卡，等半天弹「无响应」。'],
      [
        -13,
        '17:03',
        'jonas',
        'Battery health page hangs for ten seconds, then the "not responding" box. Second visit is fast.',
        'gzip',
      ],
      [-6, '13:49', 'mochen', '设置 → 电池健康，每次开机后第一次进必卡。'],
    ],
  },
  {
    kind: 'crash',
    log: 'keyboard-candidate.log',
    by: 'guchen',
    answers: {
      en: ['Received, thank you.'],
      'zh-CN': ['收到，长按的时候候选词已经刷新了，删的是旧序号。'],
    },
    reports: [
      [-22, '20:29', 'ningmeng', '拼音输入法长按候选词想删掉，结果输入法没了，要点别处再点回来。'],
      [-14, '12:22', 'tangyuan', '小鹤双拼，长按第五个候选删除，必崩。删第一个没事。', 'zip'],
      [-7, '21:36', 'hexu', '输入法崩溃时打了一半的字全没了，希望至少保留草稿。'],
    ],
  },
  {
    kind: 'crash',
    log: 'watch-bluetooth.log',
    by: 'nora',
    answers: {
      en: [
        'Thanks, the stack takes a message from a watch that has just left. We have the same watch here and try to repeat it.',
      ],
      'zh-CN': ['手表断开后又来了一条通知，协议栈没挡住。我们找同款手表复现。'],
    },
    reports: [
      [
        -18,
        '18:08',
        'emily',
        'Bluetooth restarts when my watch goes out of reach, for example when I leave the phone in the locker at the gym.',
        'gzip',
      ],
      [-9, '19:03', 'cenyu', '手表离远一点再回来，蓝牙整个重启，耳机也跟着断。'],
      [-4, '10:52', 'marta', 'Watch out of range, Bluetooth crash, 0.9.5. Three times this week.'],
    ],
  },
  {
    kind: 'crash',
    log: 'music-utf16.log',
    by: 'guchen',
    answers: {
      en: ['Received.'],
      'zh-CN': ['逐字歌词的时间轴越界了，和歌词里的叠字有关，谢谢。'],
    },
    reports: [
      [
        -17,
        '22:18',
        'yemu',
        '无语音乐逐字歌词放到副歌就闪退，日志是从电脑上复制出来的，格式可能怪。',
        'utf16',
      ],
      [-8, '12:34', 'sujin', '《夜航船》这首歌每次放到 1 分 12 秒必崩，别的歌没事。', 'utf16'],
    ],
  },
];
