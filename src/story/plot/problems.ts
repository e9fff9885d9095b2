import { rows, type Telling } from './telling.js';

export const PROBLEMS = rows('problem', 'answer', [
  [
    -32,
    '15:05',
    'sujin',
    '电梯里出来以后 5G 要等快一分钟才回来，别的手机十秒。',
    'nora',
    '回网策略太保守，0.9.2 已经缩短到 12 秒，更新后帮忙再测一次？',
    '更新后数了一下，十一秒，可以。',
  ],
  [
    -29,
    '17:48',
    'emily',
    'GPS track jumps across the street when I run under trees. Screenshot of the track on request.',
    'nora',
    'No screenshot needed, we see it on our own runs. The antenna tuning in 0.9.3 should halve it.',
  ],
  [
    -25,
    '16:06',
    'priya',
    'Fingerprint fails when my thumb is a bit wet. Monsoon phone, please.',
    'nora',
    'The next build learns from failed tries, so it gets better over a week. Please register the thumb again after the update.',
  ],
  [
    -23,
    '10:20',
    'laozhou',
    '打电话贴着脸，屏幕还是会亮，老是误碰到静音。',
    'guchen',
    '贴膜挡住了距离传感器的一角，0.9.3 放宽了阈值，不用换膜。',
  ],
  [
    -21,
    '19:33',
    'hexu',
    '返回手势在左边缘经常认成侧边栏，十次里两三次。',
    'guchen',
    '两个手势抢同一条边，已把侧边栏改到上三分之一。',
  ],
  [
    -14,
    '15:52',
    'marta',
    'Compass in the map app points 20 degrees off with the magnetic case. Without the case it is fine.',
    'nora',
    'The case is stronger than the sensor can correct. We will show a warning, and we change the case for the final phone.',
  ],
  [
    -9,
    '11:11',
    'tangyuan',
    '充电到 90% 以后特别慢，最后一格要四十分钟。',
    'nora',
    '夜间保护误判了时区，0.9.5 修正，白天充不会再降速。',
  ],
  [
    -4,
    '16:27',
    'kenji',
    'Auto-rotate is late by a second when I lie on my side.',
    'guchen',
    'It waits for two readings now; we go back to one when the screen is already on.',
  ],
  [
    -2,
    '14:02',
    'zhaozhao',
    '计步器坐高铁也在涨，今天凭空多了六千步。',
    'nora',
    '高铁的振动频率和慢走太像了，算法组要了这段数据，谢谢。',
  ],
]);

/** With a log that holds no crash, or with questions back. */
export const WITH_FILES: readonly Telling[] = [
  {
    kind: 'problem',
    on: [-24, '13:04'],
    fan: 'zhaozhao',
    text: '玩半小时游戏边框就烫，日志给你们，不知道里面有没有东西。',
    by: 'nora',
    answer: '日志里没有崩溃，温度 43 度、信号很弱，是边打边找网。弱信号下的策略我们在调。',
    outcome: 'answer',
    log: 'warm-but-quiet.log',
  },
  {
    kind: 'problem',
    on: [-11, '16:55'],
    fan: 'sujin',
    text: '出差高铁上掉电飞快，两小时 40%。附日志。',
    by: 'nora',
    answer: '同样是弱信号，基带占了四成。0.9.5 会降低搜网频率。',
    outcome: 'answer',
    log: 'warm-but-quiet.log',
  },
  {
    kind: 'problem',
    on: [-4, '11:38'],
    fan: 'emily',
    text: 'Phone gets warm while it lies on the desk doing nothing. Log of ten minutes attached.',
    by: 'nora',
    answer:
      'Nothing crashed there. Which apps were open in the last hour, and was a hotspot running?',
    outcome: 'ask',
    log: 'warm-but-quiet.log',
    reply: 'No hotspot. Reader, maps in the background, and a podcast that had ended.',
  },
  {
    kind: 'problem',
    on: [-6, '17:19'],
    fan: 'ningmeng',
    text: '手机自动导出的日志，打开全是乱码，先发给你们看看能不能读。',
    by: 'guchen',
    answer:
      '这个文件确实读不出来，像是导出时被截断了。方便的话在「设置 → 开发者 → 导出日志」再导一次？',
    outcome: 'ask',
    log: 'garbage',
  },
  {
    kind: 'problem',
    on: [-1, '20:19'],
    fan: 'laozhou',
    text: '视频通话对方说我声音断断续续，换了地方也一样。',
    by: 'nora',
    answer: '你通话的时候连的是家里的 Wi-Fi 还是流量？对方用的什么软件？',
    outcome: 'ask',
  },
  {
    kind: 'problem',
    on: [-18, '13:41'],
    fan: 'qiuqiu',
    text: '第三方贴吧客户端签到失败，弹「网络异常」。',
    by: 'guchen',
    answer: '抓包看是对方服务器在拒绝，换别的手机也一样，这条我们没法修，先关闭。',
    outcome: 'decline',
  },
];

/** The one promise that was broken: due within a quarter of an hour, answered the next morning. */
export const BROKEN_PROMISE = {
  on: [-16, '20:05'],
  fan: 'ningmeng',
  text: '闹钟今天早上没响！我设了三个，一个都没响，上班迟到了。这个比闪退严重吧？',
  answeredOn: [-15, '09:47'],
  by: 'nora',
  answer:
    '对不起，我们回晚了。昨晚值班交接漏了这一条，你等了一夜，是我们没守住十五分钟。闹钟的问题查到了：省电把时钟进程冻住了，0.9.4 已经放行，今天起你可以先把时钟加到「不优化」名单。',
  reply: '看到道歉气就消了一半，另一半等 0.9.4。',
} as const;

/** On the desk while the reader looks: minutes ago, nobody has answered yet. */
export const ON_THE_DESK = [
  {
    minutes: 11,
    fan: 'hexu',
    kind: 'crash',
    text: '刚更新完 0.9.5，副卡来电又闪退了，正好抓到日志。',
    log: 'phone-second-sim.log',
  },
  {
    minutes: 6,
    fan: 'jonas',
    kind: 'crash',
    text: 'Night mode just died on me again, second shot. The tombstone is one minute old.',
    log: 'isp-night.txt',
  },
  {
    minutes: 2,
    fan: 'ruoxi',
    kind: 'problem',
    text: '微距模式对焦来回拉风箱，拍手表表盘一直对不上。需要我录个视频吗？',
    log: undefined,
  },
] as const;
