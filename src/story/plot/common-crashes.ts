import type { Topic } from './topic.js';

/** Crashes that everybody met. The texts are what fans would write; nobody in them is real. */
export const COMMON_CRASHES: readonly Topic[] = [
  {
    kind: 'crash',
    log: 'camera-hdr.log',
    by: 'guchen',
    answers: {
      en: [
        'Thanks, the log is complete. Switching HDR closes the capture session twice; I have it on my desk phone too.',
        'Same session race. Until the fix: pause a second before you flip HDR.',
      ],
      'zh-CN': [
        '日志收到，很完整。切 HDR 时会话被关了两次，我手上的机器也复现了。',
        '是同一个问题，修复版出来前，切 HDR 前先停一秒再按可以避开。',
        '感谢补充，这份日志帮我们确认了和拍摄间隔有关。',
      ],
    },
    defect: 'hdr',
    reports: [
      [
        -35,
        '12:41',
        'ruoxi',
        '相机开 HDR 直接闪退，拍食堂的糖醋里脊，三次有两次退出。日志在附件里，第 11 行附近就是。',
      ],
      [
        -34,
        '19:20',
        'marta',
        'Camera closes the moment I tap HDR while it is still saving the last picture. Happens about every second time. Log attached.',
        'gzip',
      ],
      [-33, '10:12', 'tangyuan', '连拍之后马上切 HDR 必闪退，等一两秒再切就没事。'],
      [
        -32,
        '21:07',
        'kenji',
        'HDR toggle kills the camera app after a burst of night shots. I can repeat it 5 of 5 times: burst, then HDR.',
        'zip',
      ],
      [-31, '16:33', 'xiaobei', '海边逆光想开 HDR，一点就回桌面了……照片倒是都存下来了。', 'gzip'],
      [
        -29,
        '13:58',
        'hexu',
        '还是 HDR，这次是录像切回拍照以后点的，和之前说的步骤不太一样，所以单独报一条。',
      ],
      [
        -27,
        '20:44',
        'tomas',
        'Still crashing on 0.9.2 when I switch HDR on with the volume key half pressed. Log from five minutes ago.',
      ],
      [-25, '11:25', 'qiuqiu', '早茶拍虾饺，HDR 闪退 +1，0.9.2 版本。', 'gzip'],
      [
        -23,
        '18:02',
        'ruoxi',
        '录了屏也抓了日志，两次闪退时间点 18:00:12 和 18:01:40，希望有用。',
        'zip',
      ],
    ],
  },
  {
    kind: 'crash',
    log: 'reader-coroutine.log',
    by: 'guchen',
    answers: {
      en: [
        'Got it, thank you. The page cache closes while the next chapter is still being laid out. Rotation only makes it likelier.',
      ],
      'zh-CN': [
        '看到了，旋转屏幕时缓存先关、排版还在写，时序问题。谢谢日志。',
        '这条和前几条栈完全一致，已经并进同一个缺陷。',
      ],
    },
    defect: 'reader',
    reports: [
      [-33, '22:30', 'mochen', '兰亭阅读躺着看书，手机一横就退。看到关键情节被打断，很难受。'],
      [
        -32,
        '12:15',
        'yemu',
        '阅读器横竖屏来回切几次就闪退，日志里好像是「页面缓存已关闭」。',
        'gzip',
      ],
      [-30, '23:05', 'ningmeng', '睡前看书翻身就崩，翻身就崩，人和手机总有一个要崩。'],
      [
        -28,
        '18:40',
        'kenji',
        'Lanting Reader crashes when I rotate during fast page turning. Book is a long one, about 2,000 pages.',
        'zip',
      ],
      [-26, '09:51', 'sujin', '地铁上看书，手机横过来就退出了。进度还在，这点好评。', 'gzip'],
      [
        -19,
        '21:12',
        'mochen',
        '升到 0.9.3 了，阅读器旋转还是会崩，概率比以前低很多，二十次里一两次。日志在这。',
      ],
      [
        -18,
        '20:36',
        'priya',
        'Release notes say the reader rotation crash is fixed in 0.9.3, but I just got it again on chapter 31. Log attached.',
        'gzip',
      ],
      [-16, '13:20', 'yemu', '0.9.3 上又抓到一次，这次是切字号之后马上旋转。'],
    ],
  },
  {
    kind: 'crash',
    log: 'isp-night.txt',
    by: 'nora',
    answers: {
      en: [
        'Tombstone received. The night stack reads a frame that was already given back. We are working on it with the imaging team.',
        'Thank you, that is the fault in libfbisp again. Your tombstone has a different address, which helps.',
      ],
      'zh-CN': [
        '收到 tombstone，夜景合成读到了已经归还的帧，影像组在查。',
        '谢谢，这份地址和之前不同，对定位很有帮助。',
      ],
    },
    defect: 'night',
    reports: [
      [
        -30,
        '21:18',
        'jonas',
        'Night mode: viewfinder freezes for three seconds, then "camera has stopped". It was minus eight outside, if that matters. Tombstone attached.',
      ],
      [
        -28,
        '20:25',
        'zhaozhao',
        '城墙夜景连拍四张必崩，取景先卡住再弹「相机已停止」。附 tombstone。',
        'gzip',
      ],
      [
        -24,
        '21:40',
        'aisha',
        'Marina Bay at night, handheld, third shot in a row: camera provider dies. Tombstone is in the zip.',
        'zip',
      ],
      [-20, '19:47', 'hexu', '夜景模式拍火锅店招牌，卡住后重启相机服务，手电筒也跟着不能用了。'],
      [
        -15,
        '20:58',
        'emily',
        'Night mode crash again on 0.9.3. Tripod this time, so it is not hand shake.',
        'gzip',
      ],
      [-11, '21:05', 'zhaozhao', '0.9.4 夜景还是会崩，不过从四张一崩变成十张一崩，有进步。'],
      [
        -6,
        '21:33',
        'jonas',
        'Northern lights, 25 shots, two crashes on 0.9.5. Both tombstones look alike to me, so I send the newer one.',
        'gzip',
      ],
      [-3, '19:56', 'ruoxi', '灯会拍夜景又遇到一次，0.9.5。崩之前手机有点烫，不知道有没有关系。'],
    ],
  },
  {
    kind: 'crash',
    log: 'launcher-freeze.txt',
    by: 'nora',
    answers: {
      en: [
        'The trace shows it: the main thread waits for the icon store while a theme is being read. Thanks for pulling it.',
      ],
      'zh-CN': [
        'trace 很清楚：换主题时读图标占着锁，主线程在等。谢谢。',
        '确认是同一把锁，已并入缺陷，会跟进到修复版本。',
      ],
    },
    defect: 'launcher',
    reports: [
      [
        -27,
        '11:08',
        'sujin',
        '换了主题以后打开文件夹，桌面整个不动了，等了十几秒弹「桌面无响应」。',
      ],
      [
        -25,
        '18:26',
        'tomas',
        'Opened a folder right after changing the icon pack and the launcher froze. I pressed "wait" and it came back after 20 s. Trace attached.',
      ],
      [-23, '13:31', 'xiaobei', '桌面文件夹卡死，尤其是装了 200 多个应用以后。', 'zip'],
      [
        -17,
        '10:02',
        'laozhou',
        '我这老头子不换主题，刚开机点文件夹也卡住了，孙子教我抓的日志，你们看看。',
      ],
      [
        -13,
        '20:15',
        'marta',
        'Launcher not responding when opening the games folder, 0.9.4, about twice a day.',
        'gzip',
      ],
      [-11, '12:47', 'qiuqiu', '桌面无响应 +1，图标包是自带的「青绿」。'],
      [
        -9,
        '21:20',
        'tangyuan',
        '文件夹卡死录了 trace，主线程 Blocked，等锁的样子。希望下个版本能修。',
        'gzip',
      ],
    ],
  },
];
