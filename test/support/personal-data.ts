import { gzipSync } from 'node:zlib';
import { createRandom } from './random.js';
import { zipOf } from '../../src/story/zip.js';

/** Everything in it is invented; the same for the same seed. */
export interface SeededLog {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface SeededData {
  readonly logs: readonly SeededLog[];
  /** What must be found, by type and where it stands: `imei in a getprop line`. */
  readonly values: readonly { readonly what: string; readonly value: string }[];
  /** Lines that must come out as they went in. */
  readonly harmless: readonly string[];
}

interface Chance {
  digits(count: number): string;
  hex(count: number): string;
  pick<Item>(items: readonly Item[]): Item;
  number(below: number): number;
}

const createChance = (seed: number): Chance => {
  const next = createRandom(seed);
  const number = (below: number): number => Math.floor(next() * below);
  const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)] as Item;
  const of = (letters: string) => (count: number) =>
    Array.from({ length: count }, () => letters.charAt(number(letters.length))).join('');
  return { digits: of('0123456789'), hex: of('0123456789abcdef'), pick, number };
};

/** With the check digit that makes the sum of ISO/IEC 7812-1 come out even. */
const withLuhn = (digits: string): string => {
  let sum = 0;
  for (const [at, digit] of digits.split('').reverse().entries()) {
    const doubled = Number(digit) * 2;
    sum += at % 2 === 1 ? Number(digit) : doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
};

const SURNAMES = ['欧阳', '慕容', '司徒', '诸葛', '皇甫', '尉迟'];
const GIVEN = ['晓岚', '思远', '若彤', '子墨', '雨桐', '浩然', '梓涵', '知行'];
const LATIN = ['Marlowe', 'Quillon', 'Tavira', 'Zelenka', 'Okonjo', 'Brightwell'];
const PLACES = ['海棠路', '梧桐巷', '望江街', '青石弄'];
const NETWORKS = ['Attic', 'Balcony', 'Lighthouse', 'Meadow', 'Orchard'];

/** How a value of a type is made, and the lines in which phones write it (`§` is the value). */
const KINDS: Readonly<Record<string, readonly [(c: Chance) => string, readonly string[]]>> = {
  imei: [
    (c) => withLuhn(`86${c.digits(12)}`),
    [
      '[ril.imei1]: [§]',
      'Phone 0 Device Id: imei=§',
      '{"deviceInfo":{"imei":"§","slot":0}}',
      'GET /v1/check?imei=§&lang=zh HTTP/1.1',
      '[0057]< DEVICE_IDENTITY {§, 07, null, null}',
      'mImei = § mPhoneId=1',
      '串号：§',
    ],
  ],
  serial: [
    (c) => `${c.hex(3)}${c.digits(1)}${c.hex(4)}`,
    [
      '[ro.boot.serialno]: [§]',
      'Command line: console=ttyMSM0 androidboot.serialno=§ androidboot.mode=normal',
      'usb 1-1: SerialNumber: §',
      '"serialNumber":"§"',
    ],
  ],
  imsi: [
    (c) => `46001${c.digits(10)}`,
    ['imsi=§', '[gsm.sim.imsi]: [§]', 'getSubscriberId: imsi §', '"imsi":"§"'],
  ],
  iccid: [
    (c) => `898600${c.digits(14)}`,
    ['iccId=§ simSlotIndex=0', '"iccid":"§"', 'onSimReady iccid: §'],
  ],
  androidId: [
    (c) => `${c.hex(7)}${c.digits(1)}${c.hex(8)}`,
    ['android_id=§', '_id:28 name:android_id pkg:android value:§', '"androidId":"§"'],
  ],
  oaid: [
    (c) => `${c.hex(8)}-${c.hex(4)}-4${c.hex(3)}-9${c.hex(3)}-${c.hex(12)}`,
    ['oaid=§', 'gaid: §', '"vaid":"§"', 'advertisingId=§'],
  ],
  phone: [
    (c) => `1${c.pick(['38', '59', '77', '86'])}${c.digits(8)}`,
    [
      'Dialing tel:§',
      '手机号：§',
      'mNumber: +86§',
      '"phone":"§"',
      'from § at 12:01',
      'SmsReceiver: address=§ body=hi',
      'url=https%3A%2F%2Fa.example%2F%3Fphone%3D%2B86§',
    ],
  ],
  mac: [
    (c) => ['a4', '50', c.hex(2), c.hex(2), c.hex(2), `${c.digits(1)}b`].join(':'),
    ['BSSID: §', 'wlan0: Associated with §', 'MAC address: § RSSI: -52', '"bt_addr":"§"', 'mac=§'],
  ],
  ssid: [
    (c) => `${c.pick(NETWORKS)}_${c.pick(NETWORKS)}${c.digits(2)}`,
    ['SSID: "§"', 'mWifiInfo SSID: §, BSSID: <none>', 'CTRL-EVENT ssid="§"', '"ssid":"§"'],
  ],
  ip: [
    (c) => `192.168.${10 + c.number(200)}.${10 + c.number(200)}`,
    ['inet §/24 brd 192.168.1.255', 'LinkAddresses: [ §/24 ]', 'connect to /§:8443', 'dst=§'],
  ],
  ipv6: [
    (c) =>
      `2409:8a${c.hex(2)}:${c.hex(4)}:1${c.hex(3)}:${c.hex(4)}:2${c.hex(3)}:${c.hex(4)}:3${c.hex(3)}`,
    ['inet6 §/64 scope global', 'address: §', 'route to § via wlan0'],
  ],
  email: [
    (c) => `${c.pick(LATIN).toLowerCase()}.${c.hex(5)}@mail.example.org`,
    ['Account {name=§, type=com.google}', 'mailto:§', '"email":"§"', '发件人 <§>'],
  ],
  account: [
    (c) => `2${c.digits(9)}`,
    ['Account {name=§, type=com.xiaomi}', 'mi_id=§', 'login userId=§', '小米账号：§'],
  ],
  wechat: [(c) => `wxid_${c.hex(12)}`, ['wechat login § ok', '微信号：§', '"from":"§"']],
  token: [
    (c) => `eyJhbGciOiJIUzI1NiJ9.eyJ${c.hex(30)}.${c.hex(40)}`,
    ['Authorization: Bearer §', 'token=§', '"access_token":"§"'],
  ],
  session: [
    (c) => `V1:${c.hex(12)}${c.digits(4)}${c.hex(24)}`,
    ['serviceToken=§', 'Cookie: userId=1; serviceToken=§; path=/', '"sessionId":"§"'],
  ],
  password: [
    (c) => `Pw${c.hex(4)}Zq${c.digits(4)}`,
    ['password=§', 'psk="§"', 'https://someone:§@host.example.org/x', '密码：§'],
  ],
  location: [
    (c) => `3${c.number(9)}.${c.digits(6)}`,
    ['latitude=§, accuracy=12', 'Location[gps §,121.47 hAcc=5]', '"lat":§,"ok":true', '纬度：§'],
  ],
  cell: [
    (c) => `1${c.digits(8)}`,
    ['CellIdentityLte:{ mCi=§ mPci=12 }', 'cid=§ lac=4301', '"ci":§,"x":1'],
  ],
  notice: [
    (c) => `${c.pick(LATIN)} sent ${c.digits(3)} apples`,
    ['tickerText=§', 'android.text=String (§)', 'contentText=§', '通知内容：§'],
  ],
  clip: [
    (c) => `meet at ${c.pick(LATIN)} ${c.digits(4)}`,
    ['ClipData { text/plain {T:§} }', 'clipboard text: §', '剪贴板内容：§'],
  ],
  name: [
    (c) => c.pick(SURNAMES) + c.pick(GIVEN),
    ['姓名：§', 'contactName=§', '"displayName":"§"', '联系人：§', 'UserInfo{0:§:c13} running'],
  ],
  latinName: [
    (c) => `${c.pick(LATIN)} ${c.pick(LATIN)}son`,
    ['display_name=§, times=2', '"callerName":"§"', 'UserInfo{0:§:4c13} running'],
  ],
  address: [
    (c) => `苏州市${c.pick(PLACES)}${1 + c.number(200)}号`,
    ['地址：§', '"address":"§"', 'formattedAddress=§'],
  ],
  file: [
    (c) => `${c.pick(SURNAMES)}${c.pick(GIVEN)}的合同${c.digits(2)}.pdf`,
    ['open /storage/emulated/0/Download/§: ENOENT', 'fileName=§', 'uri=file:///sdcard/§'],
  ],
  bank: [(c) => withLuhn(`622202${c.digits(12)}`), ['银行卡号：§', 'bankCard=§', '"cardNo":"§"']],
  otp: [(c) => `4${c.digits(5)}`, ['验证码：§，五分钟内有效', 'otp=§', '"smsCode":"§"']],
};

/** The lines of logs and the heads that go before them. */
const HEADS: readonly (readonly [name: string, head: (c: Chance) => string])[] = [
  [
    'threadtime',
    (c) =>
      `08-14 10:0${c.digits(1)}:11.${c.digits(3)}  1${c.digits(3)}  2${c.digits(3)} D Phone   : `,
  ],
  ['brief', (c) => `D/Telephony( 1${c.digits(3)}): `],
  ['time', (c) => `08-14 10:02:1${c.digits(1)}.${c.digits(3)} I/Wifi( 1${c.digits(3)}): `],
  [
    'studio',
    (c) =>
      `2026-08-14 10:02:11.${c.digits(3)} 1${c.digits(3)}-2${c.digits(3)}/com.firstbatch.chat D/Chat: `,
  ],
  [
    'uid',
    (c) => `08-14 10:02:11.${c.digits(3)} 10123  1${c.digits(3)}  2${c.digits(3)} W Net     : `,
  ],
  ['kernel', (c) => `<6>[ 1${c.digits(3)}.${c.digits(6)}] [T${c.digits(3)}] drv: `],
  ['dumpsys', () => '    '],
  ['bare', () => ''],
];

const FRAMES: readonly string[] = [
  '\tat com.firstbatch.chat.Thread.open(Thread.java:138)',
  '\tat android.os.Handler.dispatchMessage(Handler.java:106)',
  '    #00 pc 00000000000861d4  /apex/com.android.runtime/lib64/bionic/libc.so (abort+164) (BuildId: 4e07915368c859b1910c68c84a8de75f)',
  '    #01 pc 0000000000012a4c  /vendor/lib64/hw/camera.qcom.so',
  "Build fingerprint: 'firstbatch/aurora/aurora:16/BP2A.250805.005/V1.0.7.0.EVT:user/release-keys'",
  'signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0000001381234567',
  '    x0  0000000000000000  x1  0000000013812345  x2  0000007fb8a3c2d0  x3  0000000000000010',
  '[ 1723.773731] pc : ufshcd_transfer_rsp_status+0x1a4/0x3f0',
  '[ro.build.version.incremental]: [V816.0.12.0.UNCMIXM]',
  'pid: 12345, tid: 12346, name: Thread-13  >>> com.firstbatch.chat <<<',
];

const lineOf = (template: string, value: string): string => template.replaceAll('§', () => value);

/** One log a kind of head, then one in every wrapping that phones and people use. */
export function seedPersonalData(seed: number): SeededData {
  const chance = createChance(seed);
  const values: { what: string; value: string }[] = [];
  const texts = HEADS.map(([head, headOf]) => {
    const lines = Object.entries(KINDS).flatMap(([kind, [make, templates]]) =>
      templates.map((template) => {
        const value = make(chance);
        values.push({ what: `${kind} in ${head}: ${template}`, value });
        return headOf(chance) + lineOf(template, value);
      }),
    );
    return [...lines, ...FRAMES, ''].join('\n');
  });
  return { logs: packed(texts), values, harmless: FRAMES };
}

function packed(texts: readonly string[]): readonly SeededLog[] {
  const [threadtime = '', brief = '', time = '', studio = '', uid = '', ...others] = texts;
  const zip = zipOf([
    { name: 'bugreport-aurora.txt', text: uid },
    { name: 'FS/data/anr/anr_2026-08-14-10-02-11-123', text: others[0] ?? '' },
  ]);
  return [
    { name: 'logcat.txt', bytes: Buffer.from(threadtime) },
    { name: 'brief.log.gz', bytes: gzipSync(brief) },
    { name: 'time.txt', bytes: Buffer.from(`\uFEFF${time.replaceAll('\n', '\r\n')}`, 'utf16le') },
    { name: 'studio.zip', bytes: zipOf([{ name: 'logs/studio.txt', text: studio }]) },
    { name: 'bugreport.zip', bytes: zip },
    ...others.slice(1).map((text, at) => ({ name: `dump-${at}.txt`, bytes: Buffer.from(text) })),
  ];
}
