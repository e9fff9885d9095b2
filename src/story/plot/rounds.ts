import type { Bilingual } from '../../kernel/people.js';

/** The phone of the story. */
export const PROGRAM = {
  slug: 'f1',
  nameEn: 'Firstbatch F1',
  nameZh: '首批 F1',
  code: 'F1',
  modelName: 'Firstbatch F1',
  revisions: 'EVT, DVT, PVT',
} as const;

/** One firmware a week; the first came with the phones. Days count from today. */
export const BUILDS = [
  { version: '0.9.1', day: -50 },
  { version: '0.9.2', day: -28 },
  { version: '0.9.3', day: -21 },
  { version: '0.9.4', day: -14 },
  { version: '0.9.5', day: -7 },
] as const;
export const BUILD_HOUR = '17:00';

/** The build of a phone on that day: people update the morning after, and 1 is the first. */
export function buildOn(day: number): { readonly version: string; readonly order: number } {
  const order = BUILDS.filter((build) => build.day < day).length;
  const build = BUILDS[Math.max(order, 1) - 1] ?? BUILDS[0];
  return { version: build.version, order: Math.max(order, 1) };
}

export interface RoundPlot {
  readonly slug: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly addedOn: number;
  readonly publishedOn: number;
  readonly opensOn: number;
  readonly closesOn: number;
  /** Rows of the admin's form: seats, and what else this round sets. */
  readonly terms: Readonly<Record<string, string>>;
}

export const FIRST_ROUND: RoundPlot = {
  slug: 'f1-first',
  title: { en: 'F1 first batch', 'zh-CN': 'F1 首批内测' },
  summary: {
    en: 'Twenty-four engineering units of the F1, five weeks of daily use. You get a phone with rough edges, we get logs with truth in them, and both get answers within fifteen minutes.',
    'zh-CN':
      '二十四台 F1 工程机，五周日常使用。你会拿到一台还有毛刺的手机，我们会拿到说真话的日志，每条反馈十五分钟内有人回。',
  },
  addedOn: -55,
  publishedOn: -54,
  opensOn: -53,
  closesOn: -46,
  terms: { quota1Seats: '24', quota1Mode: 'merit', spillsOver: 'yes' },
};

export const SECOND_ROUND: RoundPlot = {
  slug: 'f1-second',
  title: { en: 'F1 second batch', 'zh-CN': 'F1 第二批内测' },
  summary: {
    en: 'Ten PVT units with the final camera glass, drawn by lot. Two seats for each of the mountain cities, where navigation has to tell storeys apart, and two for people who read stack traces.',
    'zh-CN':
      '十台 PVT 工程机，换上了最终版镜头玻璃，名额抽签。重庆、成都各留两台，专测分不清楼层的导航；另有两台给看得懂堆栈的人。',
  },
  addedOn: -15,
  publishedOn: -14,
  opensOn: -12,
  closesOn: -4,
  terms: {
    quota1Key: 'chongqing',
    quota1Seats: '2',
    quota1Mode: 'draw',
    quota1City: '重庆',
    quota2Key: 'chengdu',
    quota2Seats: '2',
    quota2Mode: 'draw',
    quota2City: '成都',
    quota3Key: 'readers',
    quota3Seats: '2',
    quota3Mode: 'draw',
    quota3Cohort: 'o3',
    quota4Key: 'open',
    quota4Seats: '4',
    quota4Mode: 'draw',
    spillsOver: 'yes',
    cohortQuestion: '3',
    q3Options:
      'I tap "export log" | 会点「导出日志」\nI use adb | 会用 adb | 1\nI read stack traces | 看得懂堆栈 | 2',
    refusesHolders: 'yes',
    perRound: '2',
    goodStanding: '1',
    maxWeight: '4',
  },
};

export const THIRD_ROUND: RoundPlot = {
  slug: 'f1-third',
  title: { en: 'F1 third batch', 'zh-CN': 'F1 第三批内测' },
  summary: {
    en: 'Fifteen PVT units from the last pilot run. Twelve go to whoever is there first, three to holders of an F-code. Register before it opens, so that a single tap is enough at noon.',
    'zh-CN':
      '最后一批试产的十五台 PVT 工程机：十二台先到先得，三台留给持 F码 的人。开抢前先登记好，到点一下就够。',
  },
  addedOn: -4,
  publishedOn: -3,
  opensOn: 3,
  closesOn: 10,
  terms: {
    quota1Key: 'open',
    quota1Seats: '12',
    quota1Mode: 'first_come',
    quota2Key: 'codes',
    quota2Seats: '3',
    quota2Mode: 'invite',
    waitlistPlaces: '10',
    spillsOver: 'yes',
    refusesHolders: 'yes',
  },
};

/** The public value that went into the draw; the beacon is as invented as the rest. */
export const BEACON = {
  source: 'Example beacon, pulse 20417',
  link: 'https://beacon.example.org/pulses/20417',
} as const;

/** The rows of the admin's form; a choice has one option a line. */
export const QUESTIONS = {
  q1LabelEn: 'Which phone do you carry every day?',
  q1LabelZh: '你现在每天用什么手机？',
  q1Kind: 'text',
  q1Required: 'yes',
  q2LabelEn: 'How many hours a week can you give the test?',
  q2LabelZh: '每周能拿出几个小时来测试？',
  q2Kind: 'number',
  q2Required: 'yes',
  q3LabelEn: 'How far do you go with logs?',
  q3LabelZh: '抓日志你做到哪一步？',
  q3Kind: 'choice',
  q3Options:
    'I tap "export log" | 会点「导出日志」\nI use adb | 会用 adb\nI read stack traces | 看得懂堆栈',
  q3Required: 'yes',
  q4LabelEn: 'Why you?',
  q4LabelZh: '为什么是你？',
  q4Kind: 'text',
} as const;

export const AGREEMENT: Bilingual = {
  en: `1. The unit stays the property of the programme until it is given to you in writing. You use it every day and do not sell, lend or take it apart.
2. You may show the phone and say what you think of it, good and bad. Do not publish unreleased firmware, schematics or other testers' data.
3. You send a report when something goes wrong. Logs can hold personal data; they are read only to find the fault and are deleted after 180 days.
4. We answer every report within fifteen minutes in duty hours. If we do not, we say so.
5. If you want to stop, tell us and send the unit back at our cost. The badge stays yours for life.`,
  'zh-CN': `一、工程机在书面赠予之前归项目所有。请每天使用，不转卖、不出借、不拆机。
二、可以展示手机，可以说好也可以说坏。不公开未发布的固件、电路图和其他内测用户的数据。
三、遇到问题请提交反馈。日志可能含有个人信息，只用于定位问题，180 天后删除。
四、值班时间内每条反馈十五分钟内回复；没做到，我们会明说。
五、不想继续了告诉我们，寄回运费由我们承担。勋章终身有效。`,
};

/** Answers to the last question of the screening form. */
export const WHY: Readonly<Record<string, string>> = {
  ruoxi: '做了六年测试，最喜欢的事就是把 App 弄崩。',
  laozhou: '退休了，有的是时间。年轻人觉得顺手的，我不一定顺手，这就是价值。',
  tangyuan: '我是小鹤双拼用户，少数派的输入法总得有人测。',
  hexu: '拍夜景的，一周出门扫街三次。',
  mochen: '每天通勤看两小时书，阅读器的问题我全能遇到。',
  sujin: '一个月出差八次，高铁、机场、酒店，弱信号专业户。',
  daliu: '干工程的，手机天天摔，测结实。',
  qiuqiu: '广州早茶摄影师（自封）。',
  yemu: '记者，录音机和电池是命。',
  zhaozhao: '西安城墙跑者，GPS 和夜景都能测。',
  xiaobei: '海边住，潮、盐、逆光，三样都有。',
  ningmeng: '重度闹钟依赖者。',
  marta: 'I write bug reports for a living and still enjoy it.',
  jonas: 'Minus twenty in January. Batteries tell the truth here.',
  priya: 'Two SIMs, one for work. Monsoon. Metro twice a day.',
  kenji: '毎日電子書籍。I read about four hundred books a year and can write English reports.',
  tomas: 'I break launchers. I do not know how.',
  emily: 'Fast dog, slow phone. Hoping to change one of them.',
  afeng: '开民宿的，电话多，双卡。',
  aisha: 'Night photographer, Marina Bay is my back yard.',
  cenyu: '昆明，每天徒步，手表手机一起用。',
  oliver: 'I repaired my last three phones. This one I promise not to open.',
  shiyi: '重庆，导航分不清楼层的地方。',
  manman: '动作慢，适合测动画。',
  nikos: 'I would like to see how a phone is made.',
  jiangnan: '做外贸，时差党，半夜也能回消息。',
  freya: 'Cyclist, rain or shine, phone on the handlebar.',
  tiechui: '哈尔滨，零下三十度开机测试。',
  luca: 'Car audio is my hobby, codecs are my pain.',
  dana: 'I teach, and thirty students will hold it every day.',
  xiaoman: '出门就是坡，轻轨穿楼，导航天天吵架。',
  qingya: '夜景党，洪崖洞随叫随到。',
  dukou: '跑外卖的，一天十二小时亮屏。',
  bashan: '嵌入式工程师，日志自己会看。',
  yulin: '开小酒馆的，扫码、收款、放歌都靠它。',
  jinjiang: '和玉林合租，一人一台正好互相测。',
  chuanchuan: '串串店老板，手上总有油，测触控。',
  panda: '动物园志愿者，每天拍熊猫。',
  ingrid: 'Ski patrol. Gloves, cold, and no signal behind the ridge.',
  diego: 'I ride the same tram every day and lose the same connection.',
  mai: 'Two languages, three keyboards, one phone.',
  amara: 'Power cuts are normal here. I know what a battery can do.',
};
