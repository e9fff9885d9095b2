import { expect } from 'chai';
import { createDigest, createRedactor } from '../../../src/features/redaction/index.js';

const redact = (text: string, own: readonly string[] = []): string =>
  createRedactor({ digest: createDigest('a key of tests'), own }).text(text);

/** A line, and what of it must be gone. Everybody in them is invented. */
const PERSONAL: readonly (readonly [string, ...string[]])[] = [
  ['[ro.serialno]: [9a8b7c6d]', '9a8b7c6d'],
  ['Command line: androidboot.serialno=9a8b7c6d androidboot.hwc=CN', '9a8b7c6d'],
  ['usb 1-1: SerialNumber: 9a8b7c6d', '9a8b7c6d'],
  ['[ril.imei]: [860123045678904,860123045678912]', '860123045678904', '860123045678912'],
  ['08-14 10:02:11.123  1234  5678 D Phone: IMEI 860123045678904', '860123045678904'],
  ['IMEI: 86-012304-567890-4', '567890'],
  ['  Device ID = 860123045678904', '860123045678904'],
  ['meid=A0000012345678', 'A0000012345678'],
  ['imsi=460011234567890 iccid=89860012345678901234', '460011234567890', '8986001234'],
  ['{"imei":"860123045678904","phone":"+8613812345678"}', '860123045678904', '13812345678'],
  ['?imei%3D860123045678904%26phone%3D%2B8613812345678', '860123045678904', '13812345678'],
  ['{\\"phone\\":\\"13812345678\\"}', '13812345678'],
  ['call 138 1234 5678 or +86 138-1234-5678 or (+86)13712345678', '1234 5678', '1234-5678', '137'],
  ['Line1Number=+14155552671 tel:13800138000', '4155552671', '13800138000'],
  ['mNumber: 010-62345678', '62345678'],
  ['SSID: "Home WiFi", BSSID: a4:50:46:11:22:33', 'Home WiFi', '11:22:33'],
  ['ssid=Home_5G freq=2412', 'Home_5G'],
  ["wlan0: Trying to associate with a4:50:46:11:22:33 (SSID='Zhang Home' freq=2412)", 'Zhang Home'],
  ['  24:a4:3c:11:22:33   5180   -65   3.213   Attic_5G   [WPA2-PSK-CCMP][ESS]', 'Attic_5G'],
  ['ConfigKey="Attic"WPA_PSK', 'Attic'],
  ['extra: "CafeWifi", roaming: false', 'CafeWifi'],
  ['[wlan.mac]: [a45046112233]', 'a45046112233'],
  ['Account {name=zhang.san@example.com, type=com.google}', 'zhang.san', 'example.com'],
  ['Account {name=1234567890, type=com.xiaomi}', '1234567890'],
  ['userId=1234567890 cUserId=AbCdEfGhIj12', '1234567890', 'AbCdEfGhIj12'],
  ['serviceToken=V1:abcdef0123456789/+==', 'abcdef0123456789'],
  ['Authorization: Bearer abcdefghijklmnop.qrst0', 'abcdefghijklmnop'],
  ['Cookie: sid=abc; JSESSIONID=1234567890', 'sid=abc', '1234567890'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w', 'eyJhb'],
  ['http://user:pa55@host.example.com/x', 'pa55'],
  ['psk="mysecretpsk" password=hunter2', 'mysecretpsk', 'hunter2'],
  ['验证码：482913，请勿泄露', '482913'],
  ['tickerText=[2条]李雷: 明天见', '李雷', '明天见'],
  ['android.title=String (Mom) android.text=String (See you at 8, dear) ', 'Mom', 'See you'],
  ['ClipData { text/plain "label" {T:my own text} }', 'my own text'],
  ['contactName=李雷 number=13912345678', '李雷', '13912345678'],
  ['display_name=Han Meimei, times_contacted=3', 'Han Meimei'],
  ['姓名：王小明 手机号：13712345678 身份证号 11010519491231002X', '王小明', '137', '110105'],
  ['地址：北京市海淀区中关村大街1号', '海淀区'],
  ['UserInfo{0:韩梅梅:c13} running', '韩梅梅'],
  ['微信号：zhangsan88 QQ：12345678 wxid_abcdef123456', 'zhangsan88', '12345678', 'abcdef123456'],
  ['Location[gps 31.230416,121.473701 hAcc=5.0]', '31.230416', '121.473701'],
  ['latitude=31.2304, longitude: 121.4737', '31.2304', '121.4737'],
  ['at 31.230416, 121.473701 now', '31.230416'],
  ['$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8', '5321.6802'],
  ['CellIdentityLte:{ mCi=123456789 mTac=4321}', '123456789', '4321'],
  ['from 192.168.31.25 and fe80::1234:5678:9abc:def0', '192.168.31.25', '9abc'],
  ['via 2409:8a00:1:2:3:4:5:6 ', '2409:8a00'],
  ['open /storage/emulated/0/Download/李雷的简历.pdf: ENOENT', '李雷'],
  ['open /sdcard/DCIM/Camera/Our Holiday.jpg', 'Holiday'],
  [
    'android_id=1a2b3c4d5e6f7a8b oaid: 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    '1a2b3c4d',
    '3f2504e0',
  ],
  ["[persist.bluetooth.name]: [Lei's phone]", 'Lei'],
  ['银行卡号：6222 0212 3456 7890', '6222'],
  ['11010519491231002X', '110105'],
  ['addr:a4:50:46:9f:3b:12,', '9f:3b'],
  ['wifi password is S3cret!pw', 'S3cret'],
  ['AAID 38400000-8cf0-11bd-b23e-10b96e40000d', '38400000'],
  ['caller name 王小明', '王小明'],
  ['{"name":"Wang Xiaoming"}', 'Xiaoming'],
  ['ClipboardService: text=my private note', 'private'],
  ['Notification text: Dinner at eight', 'Dinner'],
  ['open 王小明简历.pdf failed', '王小明'],
  ['location: 上海市浦东新区张江路88号', '张江'],
  ['gps 31.234567 121.498765', '31.234567'],
  ['<string name="SSID">&quot;Attic_5G&quot;</string>', 'Attic_5G'],
  ['<string name="PreSharedKey">&quot;hunter22&quot;</string>', 'hunter22'],
  ['<SSID>Attic_5G</SSID>', 'Attic_5G'],
  ['  PSK/SAE: hunter22', 'hunter22'],
  [
    'WifiNetworkSelector: low signal: Attic68:a4:50:46:2f:87:9c / Pier:a4:50:46:db:a7:fc',
    'Attic68',
    'Pier',
    '2f:87',
    'db:a7',
  ],
  ['Connect to "Attic" : a4:50:46:39:c7:dc from "Pier" : a4:50:46:24:77:7c', 'Attic', 'Pier'],
  ['wifiSsid=WifiSsid{"Attic_5G"}', 'Attic_5G'],
  ['已连接到 Wi-Fi「海棠小屋」', '海棠'],
  ['当前热点：海棠小屋', '海棠'],
  ['WIFI:T:WPA;S:Attic_5G;P:hunter22;;', 'Attic_5G', 'hunter22'],
  ['dev_A4_50_46_9B_E7_1C', '9B_E7'],
  ['A4:50:46:0D:E7:4C [BR/EDR][ 0x240404 ] Marlowe Buds Pro', 'Marlowe', '0D:E7'],
  ['BtDevice(name=Marlowe94, alias=Pier)', 'Marlowe94', 'Pier'],
  ["  name: Tavira Okonjo's AirPods", 'Tavira'],
  ['蓝牙名称：诸葛若彤的手机', '诸葛'],
  ['From: "诸葛若彤" <tel:+8613812345678>;tag=77', '诸葛', '13812345678'],
  ['sort_key=Tavira Okonjo', 'Tavira'],
  ['User(id=1, name=Tavira Okonjo, phone=13812345678)', 'Tavira', '13812345678'],
  ['SmsMessage from 13812345678: 今晚在海棠路见面', '海棠路', '13812345678'],
  ['sendTextMessage dest=13812345678 text=call Tavira at the gate', 'Tavira'],
  ['G-459150 is your verification code', '459150'],
  ['location=121.271637,31.582441', '121.271637', '31.582441'],
  ['point(121.867509 31.736732)', '121.867509'],
  ['GPSLatitude: 31 deg 31\' 12.21" N', '31 deg', '12.21'],
  ['Account [name=Tavira Okonjo, type=com.example.chat]', 'Tavira'],
  ['2327149015/com.xiaomi:0 micloud', '2327149015'],
  ['QQ号：286627486', '286627486'],
  ['url=a%3Dtavira.14b3%40mail.example.org', 'tavira'],
  ['x-api-key: 39068e74FDD3F385', '39068e74'],
  ['GET /reset?code=dbe43863ACB89255', 'dbe43863'],
  ['MI_PUSH regId=ab30bf0420DADDA8', 'ab30bf04'],
  ['proxy=someone:hunter22@proxy:8080', 'hunter22'],
  ['content://documents/primary%3ADownload%2FTavira96_cv.pdf', 'Tavira96'],
  ['车牌号：沪A64C28', '64C28'],
  ['wlan0: SSID - hexdump_ascii(len=8): 41 74 74 69 63 5f 35 47   Attic_5G', '41 74', 'Attic'],
  ["P2P-DEVICE-FOUND a4:50:46:4f:37:ec name='[TV] Okonjo' config_methods=0x188", 'Okonjo'],
  ["ADN Record 'Tavira Okonjo' '13812345678 null'", 'Tavira', '13812345678'],
  ['SIM_IO IccIoResult sw1:0x90 sw2:0x0 Payload: 099BF4FAC9D2F89263DD', '099BF4FA'],
  ['UNSOL_RESPONSE_NEW_SMS pdu: 48C14DDC65E457D6F865', '48C14DDC'],
  ['"imeiMd5":"02c11e494cb07f116cb4717682c4bd7a"', '02c11e49'],
  ['geofence center: 31.017828 121.630196 radius 100', '31.017', '121.63'],
  ['InputConnection.commitText(明天下午见面, 1)', '明天'],
  ['onQueryTextSubmit: bring Tavira', 'Tavira'],
  ['57150578053@chatroom', '57150578053'],
  ['alipay user 2088676346324564 paid', '20886763'],
  ['androidboot.wifimacaddr=a45046b3b78c', 'a45046'],
  ['"realName":"\\u5f30\\u4e7a"', '5f30'],
  ['{"name":"\\u5f30\\u4e7a","age":3}', '5f30'],
  ['host Brightwells-MacBook-Pro.local', 'Brightwell'],
  ['尊敬的吴子墨先生，您好', '吴子墨'],
  ['sessionKey=357139731CF292C2 salt=9249185129B46B15', '35713973', '92491851'],
  ['user=Tavira pass=hunter22', 'hunter22'],
  ['AT+CPIN="0986"', '0986'],
  ['信用卡 4530907160942352', '45309071'],
  ['_id:81 name:wifi_ap_ssid pkg:android value:Attic_5G default:x', 'Attic_5G'],
];

const HARMLESS: readonly string[] = [
  '    at com.firstbatch.camera.CaptureSession.close(CaptureSession.java:13812345)',
  '08-14 10:02:11.123  1381 12345 E AndroidRuntime: \tat a.b.c(SourceFile:12)',
  '    #00 pc 0000000000012345  /apex/com.android.runtime/lib64/bionic/libc.so (abort+164) (BuildId: 0123456789abcdef0123)',
  "Build fingerprint: 'Xiaomi/houji/houji:14/UKQ1.230804.001/V816.0.12.0.UNCMIXM:user/release-keys'",
  '    x0  0000000000000000  x1  0000000013812345  x2  0000007fb8a3c2d0',
  '    /vendor/lib64/hw/android.hardware.graphics.mapper@4.0-impl.so',
  'versionName=8.0.33.1 Chrome/120.0.60.43 version 1.2.3.4',
  'pid: 12345, tid: 12346, name: Thread-13  >>> com.firstbatch.camera <<<',
  'std::__1::basic_string<char>::~basic_string()',
  'timestamp=1723773731123 elapsedRealtimeNanos=460011234567890',
  'userId=0 userId=10 uid=10123 MAC: 02:00:00:00:00:00 imei=null password: null',
  'Unable to add window -- token android.os.BinderProxy@7b2ca8d is not valid',
  '[ 1723.773731] CPU: 0 PID: 21794 Comm: kworker Tainted: G  5.10.63-android13-0-00042 #1',
  'signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0000001381234567',
  '  | state=S schedstat=( 13812345678 460011234567890 1234 ) utm=86 stm=12 core=3 HZ=100',
  'Alarm{7b2ca8d type 2 origWhen 13812345678 whenElapsed 13812345678 com.firstbatch.notes}',
  'Iface: wlan0 rxBytes=13812345678 rb=13712345678 free 13912345678',
  'hwservice android.hardware.camera.provider@2.7::ICameraProvider/legacy/0',
  'ThreadPool name=pool-3-thread-1 Looper name=main Provider{a1b2c3d u0 com.a.b/.SmsProvider}',
  'List<Name>foo Map<String, Token>bar Optional<Account> empty',
  'mapping: com.firstbatch.a.b -> a.b.c: 86:123:void name(java.lang.String):45:45 -> a',
  'key: 3 sign: -1 exit code=138123 sign=true sig=SIGABRT',
  'Error: java.lang.IllegalStateException: Person{name=null} has no contact',
  'am_crash: [12345,0,com.firstbatch.notes,551173702,java.lang.NullPointerException,x,Notes.java,138]',
  'android.database.sqlite.SQLiteConstraintException: UNIQUE constraint failed: contacts.phone',
  '140:153:boolean onQueryTextChange(java.lang.String) -> b',
  'DEDUP_TOKEN: 2484535967ef85e3',
  '  5)   9.7,  0.0,  0.0,159315798479193 16:15:22',
  'pass: 12 fail: 0 pass=true passed=12/13',
  'center=(540.000000,1200.000000) position=(12.25,33.5)',
];

describe('redaction of a line', () => {
  for (const [line, ...values] of PERSONAL) {
    it(`finds what is personal in ${line}`, () => {
      const result = redact(line);
      for (const value of values) expect(result).not.to.include(value);
      expect(result).to.match(/\[[A-Z]{2,12}:[0-9a-f]{8}\]/);
    });
  }

  for (const line of HARMLESS) {
    it(`leaves ${line.trim()}`, () => {
      expect(redact(line)).to.equal(line);
    });
  }

  it('changes none of the lines again that it has changed', () => {
    for (const [line] of PERSONAL) expect(redact(redact(line)), line).to.equal(redact(line));
  });

  it('gives one value one pseudonym, however it is written', () => {
    const [one, other] = redact('call 13812345678\ncall +86 138-1234-5678').split('\n');
    expect(one).to.equal(other);
  });

  it('gives one value another pseudonym under another key', () => {
    const other = createRedactor({ digest: createDigest('another key of tests') });
    expect(other.text('imei=860123045678904')).not.to.equal(redact('imei=860123045678904'));
  });

  it('calls the serial and the IMEI of the own unit by name, with or without a key', () => {
    const text = redact('imei=860123045678904 dev 9a8b7c6d up', ['9a8b7c6d', '860123045678904']);
    expect(text).to.equal('imei=[IMEI:this-unit] dev [SERIAL:this-unit] up');
  });

  it('finds a value again that once stood beside its key', () => {
    const lines = redact('SSID: "Attic_5G"\nwlan0: joined Attic_5G now').split('\n');
    expect(lines[1]).not.to.include('Attic');
  });
});

describe('redaction of blocks', () => {
  it('takes the lines of a private key and keeps their number', () => {
    const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEowIBAAKCAQEAuV1sVQZzZzq0', 'abcdEF0123=='];
    const lines = redact([...key, '-----END RSA PRIVATE KEY-----', 'after'].join('\n')).split('\n');
    expect(lines).to.have.length(5);
    expect(lines.join('')).not.to.match(/MIIE|abcdEF/);
    expect(lines[4]).to.equal('after');
  });

  it('takes what a dump of memory shows and keeps the addresses', () => {
    const dump = [
      'memory near x0 ([anon:libc_malloc]):',
      '    0000007fb8a3c2d0 6f6c6c6568206968 0000000000000000  hi hello........',
      '    0000007fb8a3c2e0 6f6c6c6568206968 6f6c6c6568206968  hello zhang13812',
    ];
    const lines = redact(dump.join('\n')).split('\n');
    expect(lines[1]).to.match(/^ {4}0000007fb8a3c2d0 \[MEMORY:[0-9a-f]{8}\]$/);
    expect(lines[2]).not.to.include('zhang');
  });

  it('takes every line of a text that goes on, up to the sign that closes it', () => {
    const lines = redact(
      [
        'ClipData { text/plain {T:first private',
        'second private',
        'third private} }',
        '      android.bigText=String (Hello (private)',
        '  and (private) more',
        '  private)',
        '      android.template=String (x.y)',
      ].join('\n'),
    ).split('\n');
    expect(lines.join()).not.to.include('private');
    expect(lines[2]).to.match(/^\[TEXT:\w{8}\] \}$/);
    expect(lines[5]).to.match(/^ {2}\[TEXT:\w{8}\]\)$/);
    expect(lines[6]).to.include('x.y');
  });

  it('ends a text that was cut off where another line of the log begins', () => {
    const head = '08-14 10:02:11.123  1234  5678 ';
    const lines = [`${head}D Clip : {T:cut`, `${head}D Clip : private`, `${head}I Other : public`];
    expect(redact(lines.join('\n'))).to.match(/Clip : \[TEXT:\w{8}\]\n.*Other : public$/);
  });

  it('follows a block from one call to the next', () => {
    const redactor = createRedactor({ digest: createDigest('a key of tests') });
    redactor.text('-----BEGIN CERTIFICATE-----');
    expect(redactor.text('MIIEowIBAAKCAQEAuV1sVQZzZzq0')).to.match(/^\[KEY:[0-9a-f]{8}\]$/);
  });
});

describe('redaction of names', () => {
  const { name, path } = createRedactor({ digest: createDigest('a key of tests') });

  it('keeps the names that phones and tools give', () => {
    for (const usual of [
      'logcat.txt',
      'tombstone_00.pb',
      'anr_2024-08-16-10-01-00-123',
      'bugreport-houji_global-UKQ1.230804.001-2024-08-16-10-02-11.zip',
      'bugreport-2024-08-16-100211.zip',
    ])
      expect(name(usual), usual).to.equal(usual);
  });

  it('hides what people write, and keeps the ending', () => {
    for (const own of ['李雷.log', 'zhangwei-wifi.txt', 'log_13812345678.txt', '9a8b7c6d77.zip'])
      expect(name(own), own).to.match(/^\[FILE:[0-9a-f]{8}\]\.(?:log|txt|zip)$/);
  });

  it('protects each part of a path inside archives', () => {
    expect(path('bugreport.zip!/FS/data/anr/anr_2024-08-16-10-01-00-123')).to.match(/^bugreport/);
    expect(path('李雷/聊天.txt!/crash.log')).to.match(
      /^\[FILE:\w{8}\]\/\[FILE:\w{8}\]\.txt!\/crash\.log$/,
    );
  });
});
