import type { ReportKind } from '../../features/reports/index.js';
import type { Engineer } from './topic.js';

/** What the engineer does with the answer: it closes the report, asks back, or says no. */
export type Outcome = 'answer' | 'ask' | 'decline' | 'defect';

/** A report without a crash, and the answer to it. */
export interface Telling {
  readonly kind: ReportKind;
  readonly on: readonly [day: number, time: string];
  readonly fan: string;
  readonly text: string;
  readonly by: Engineer;
  readonly answer: string;
  readonly outcome: Outcome;
  /** Key of the defect, where the outcome is one. */
  readonly defect?: string;
  readonly log?: 'warm-but-quiet.log' | 'garbage';
  /** The fan's word after the answer. */
  readonly reply?: string;
}

type Row = readonly [
  day: number,
  time: string,
  fan: string,
  text: string,
  by: Engineer,
  answer: string,
  reply?: string,
];

const rows = (kind: ReportKind, outcome: Outcome, list: readonly Row[]): Telling[] =>
  list.map(([day, time, fan, text, by, answer, reply]) => ({
    kind,
    outcome,
    on: [day, time],
    fan,
    text,
    by,
    answer,
    ...(reply === undefined ? {} : { reply }),
  }));

const SUGGESTIONS = rows('suggestion', 'answer', [
  [-34, '15:30', 'laozhou', '拨号键盘的字能不能再大一号？旁边明明还空着。', 'nora', '可以，「设置 → 显示 → 大字拨号」在 0.9.3 会加上，你先用着看看。', '等到了，谢谢姑娘！'],
  [-33, '17:21', 'marta', 'Please let me stop charging at 80 %. My phone spends its nights on the charger.', 'nora', 'Planned: a limit in steps of five per cent, in the battery page. I have put your name to it.'],
  [-31, '11:43', 'qiuqiu', '希望截长图可以手动选起点和终点，现在总是多截一屏。', 'guchen', '这个想法好，已经转给系统应用组，会在下一轮需求里排。'],
  [-30, '16:02', 'tomas', 'A quick tile for the flashlight brightness would be lovely. Long press, then slide.', 'nora', 'Nice and small. Passed on to the interface team with your sketch.'],
  [-28, '14:27', 'hexu', '单手模式建议从右下角滑出，左手用户也留一个开关。', 'guchen', '左右手会做成自动识别，按最近十次滑动的方向。'],
  [-26, '20:08', 'sujin', '闹钟声音能不能渐强？现在第一声直接把我送走。', 'nora', '渐强 30 秒已经在做，0.9.4 可以试到。', '0.9.4 试到了，起床气少了一半。'],
  [-24, '10:31', 'emily', 'Could screenshots go to their own album by default? They drown my pictures.', 'guchen', 'Yes. From 0.9.4 on they get their own album, and the old ones are moved.'],
  [-22, '12:50', 'xiaobei', '通知想按应用折叠，群消息太多会把快递短信挤没。', 'guchen', '折叠规则在重做，短信和来电会固定在最上面。'],
  [-19, '15:15', 'jonas', 'Vibration has three strengths, and I want one between the first two.', 'nora', 'We can offer seven. The motor is good enough for it.'],
  [-15, '16:41', 'yemu', '录音机如果能边录边标记就好了，开会的时候很需要。', 'guchen', '标记加星已经在录音机的计划里，感谢把场景写得这么清楚。'],
  [-13, '11:29', 'kenji', 'Please add a vertical writing mode to the reader for Japanese books too.', 'guchen', 'Vertical layout exists for Chinese and will be opened for Japanese once the punctuation is right. Would you test it?', 'Gladly, I have about four hundred books to test with.'],
  [-10, '18:18', 'ningmeng', '换季了，希望天气桌面卡片能显示体感温度。', 'nora', '体感温度下个版本加，顺便把湿度也放上去。'],
  [-7, '10:44', 'priya', 'Let me give each SIM its own ringtone, please. I need to know if it is work.', 'nora', 'Agreed, and easy once the second SIM is stable. It waits for that.'],
  [-3, '15:37', 'mochen', '工程机的开机画面能不能也放内测用户的名字？首批的仪式感嘛。', 'guchen', '已经在和设计师聊了，先不剧透。'],
]);

const PROBLEMS = rows('problem', 'answer', [
  [-32, '15:05', 'sujin', '电梯里出来以后 5G 要等快一分钟才回来，别的手机十秒。', 'nora', '回网策略太保守，0.9.2 已经缩短到 12 秒，更新后帮忙再测一次？', '更新后数了一下，十一秒，可以。'],
  [-29, '17:48', 'emily', 'GPS track jumps across the street when I run under trees. Screenshot of the track on request.', 'nora', 'No screenshot needed, we see it on our own runs. The antenna tuning in 0.9.3 should halve it.'],
  [-25, '16:06', 'priya', 'Fingerprint fails when my thumb is a bit wet. Monsoon phone, please.', 'nora', 'The next build learns from failed tries, so it gets better over a week. Please register the thumb again after the update.'],
  [-23, '10:20', 'laozhou', '打电话贴着脸，屏幕还是会亮，老是误碰到静音。', 'guchen', '贴膜挡住了距离传感器的一角，0.9.3 放宽了阈值，不用换膜。'],
  [-21, '19:33', 'hexu', '返回手势在左边缘经常认成侧边栏，十次里两三次。', 'guchen', '两个手势抢同一条边，已把侧边栏改到上三分之一。'],
  [-14, '15:52', 'marta', 'Compass in the map app points 20 degrees off with the magnetic case. Without the case it is fine.', 'nora', 'The case is stronger than the sensor can correct. We will show a warning, and we change the case for the final phone.'],
  [-9, '11:11', 'tangyuan', '充电到 90% 以后特别慢，最后一格要四十分钟。', 'nora', '夜间保护误判了时区，0.9.5 修正，白天充不会再降速。'],
  [-4, '16:27', 'kenji', 'Auto-rotate is late by a second when I lie on my side.', 'guchen', 'It waits for two readings now; we go back to one when the screen is already on.'],
  [-2, '14:02', 'zhaozhao', '计步器坐高铁也在涨，今天凭空多了六千步。', 'nora', '高铁的振动频率和慢走太像了，算法组要了这段数据，谢谢。'],
]);

const PRAISE = rows('praise', 'answer', [
  [-35, '20:40', 'ningmeng', '开箱了！手感比照片好太多，背面的砂玻璃一点指纹都没有。', 'guchen', '谢谢！这块玻璃改了十一版，看到这句值了。'],
  [-33, '20:55', 'tomas', 'The speaker is far better than it has any right to be. My flatmate asked which radio I bought.', 'nora', 'That made the acoustics team very happy. I printed it.'],
  [-29, '12:36', 'qiuqiu', '震动马达太细腻了，打字像在敲小木鱼。', 'guchen', '哈哈，已经把「小木鱼」加进震感名单。'],
  [-27, '21:29', 'jonas', 'Two days of battery in Swedish winter. I did not believe my own log.', 'nora', 'Neither did we. Thank you for measuring in the cold.'],
  [-20, '20:22', 'laozhou', '上次说的字大了，真的改了。反馈有人看，这感觉二十年没有过了。', 'nora', '你说的每一条我们都看，有事随时写。'],
  [-15, '12:18', 'sujin', '0.9.3 的动画跟手了很多，从多任务回桌面那一下很舒服。', 'guchen', '那一下改了弹簧参数，同事盯了三个晚上，替他谢谢你。'],
  [-12, '18:44', 'emily', 'Portraits of my dog are finally sharp. You have no idea how fast this dog is.', 'guchen', 'We would like to have a picture of that dog. For tests, of course.'],
  [-8, '15:08', 'xiaobei', '反馈十分钟就有人回，我都不好意思随手抱怨了。', 'nora', '随手抱怨最有用，请继续。'],
  [-5, '14:54', 'priya', 'Alarm ramp, screenshot album, wet thumb: three of three fixed. This is fun.', 'nora', 'Three of three is your doing as much as ours.'],
  [-1, '12:31', 'yemu', '0.9.5 桌面不卡了，文件夹秒开，修得漂亮。', 'nora', '太好了，这条我转给写那把锁的同事看。'],
]);

const ALWAYS_ON = rows('suggestion', 'defect', [
  [-26, '16:39', 'mochen', '息屏时钟想固定在屏幕下方，现在到处飘，找半天。', 'guchen', '时钟移动是为了防止屏幕烧印，这一条我们登记后会公开说明结论。'],
  [-22, '18:17', 'marta', 'Please let me pin the always-on clock. It wanders and I never know where to look.', 'nora', 'It wanders on purpose, so that the panel ages evenly. I add your vote to the entry.'],
  [-16, '15:26', 'hexu', '息屏时钟位置能不能选？', 'guchen', '和这条登记的是同一件事，已关联。'],
  [-10, '13:13', 'tomas', 'The always-on clock should stay in one place, at least at night.', 'nora', 'Linked to the entry where we explain why it moves.'],
]).map((telling) => ({ ...telling, defect: 'clock' }));

const WITH_FILES: readonly Telling[] = [
  { kind: 'problem', on: [-24, '13:04'], fan: 'zhaozhao', text: '玩半小时游戏边框就烫，日志给你们，不知道里面有没有东西。', by: 'nora', answer: '日志里没有崩溃，温度 43 度、信号很弱，是边打边找网。弱信号下的策略我们在调。', outcome: 'answer', log: 'warm-but-quiet.log' },
  { kind: 'problem', on: [-11, '16:55'], fan: 'sujin', text: '出差高铁上掉电飞快，两小时 40%。附日志。', by: 'nora', answer: '同样是弱信号，基带占了四成。0.9.5 会降低搜网频率。', outcome: 'answer', log: 'warm-but-quiet.log' },
  { kind: 'problem', on: [-4, '11:38'], fan: 'emily', text: 'Phone gets warm while it lies on the desk doing nothing. Log of ten minutes attached.', by: 'nora', answer: 'Nothing crashed there. Which apps were open in the last hour, and was a hotspot running?', outcome: 'ask', log: 'warm-but-quiet.log', reply: 'No hotspot. Reader, maps in the background, and a podcast that had ended.' },
  { kind: 'problem', on: [-6, '17:19'], fan: 'ningmeng', text: '手机自动导出的日志，打开全是乱码，先发给你们看看能不能读。', by: 'guchen', answer: '这个文件确实读不出来，像是导出时被截断了。方便的话在「设置 → 开发者 → 导出日志」再导一次？', outcome: 'ask', log: 'garbage' },
  { kind: 'problem', on: [-1, '20:19'], fan: 'laozhou', text: '视频通话对方说我声音断断续续，换了地方也一样。', by: 'nora', answer: '你通话的时候连的是家里的 Wi-Fi 还是流量？对方用的什么软件？', outcome: 'ask' },
  { kind: 'problem', on: [-18, '13:41'], fan: 'qiuqiu', text: '第三方贴吧客户端签到失败，弹「网络异常」。', by: 'guchen', answer: '抓包看是对方服务器在拒绝，换别的手机也一样，这条我们没法修，先关闭。', outcome: 'decline' },
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

/** In no order of time: the schedule brings that. */
export const OTHER_REPORTS: readonly Telling[] = [
  ...SUGGESTIONS,
  ...PROBLEMS,
  ...PRAISE,
  ...ALWAYS_ON,
  ...WITH_FILES,
];
