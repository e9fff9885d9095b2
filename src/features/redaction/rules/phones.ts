import * as check from '../checks.js';
import { ANY, GAP, LOOSE, DONE, ID, of, keyed, keys, type Rule } from './rule.js';

export const PHONE_RULES: readonly Rule[] = [
  {
    name: 'IMEI and MEID by key',
    type: 'IMEI',
    when: ['imei', 'meid', 'esn', 'device id', '串号', '串码'],
    shape: 'digits',
    pattern: of(
      String.raw`(?<before>(?:imei|meid|esn|串[号码]|device id)${LOOSE})(?<value>\d{2}[ -]\d{6}[ -]\d{6}[ -]\d{1,2}|\d{6}[ -]\d{2}[ -]\d{6}[ -]\d{1,2}|\d{14,17}|(?=[A-F]{0,13}\d)[A-Fa-f0-9]{14})(?![0-9A-Za-z])`,
    ),
    isLearnt: true,
  },
  {
    name: 'MEID',
    type: 'IMEI',
    when: ['meid', 'esn'],
    pattern: keyed(
      String.raw`(?:meid|esn)[\w.\[\]() ]{0,16}`,
      String.raw`[A-Fa-f0-9]{14}(?![0-9A-Za-z])`,
    ),
    isLearnt: true,
  },
  {
    name: 'more identities after the first',
    type: 'IMEI',
    when: ['imei', 'meid'],
    shape: 'digits',
    pattern: of(String.raw`(?<=[${DONE}][\s,;/|"'\[\]:]{1,6})(?<value>\d{14,17})(?!\d)`),
  },
  {
    name: 'IMSI by key',
    type: 'IMSI',
    when: ['imsi', 'subscriber', 'supi', 'suci', 'impi'],
    shape: 'digits',
    pattern: of(
      String.raw`(?<before>(?:imsi|subscriber|supi|suci|impi)${LOOSE})(?<value>\d{14,15})(?!\d)`,
    ),
    isLearnt: true,
  },
  {
    name: 'ICCID by key',
    type: 'ICCID',
    when: ['iccid', 'icc_id', 'icc id', 'simserial', 'sim_serial', 'sim serial', 'eid', '卡号'],
    shape: 'digits',
    pattern: of(
      String.raw`(?<before>(?:icc[_ ]?id|sim[_ ]?serial|(?<![a-z])eid|卡号)${LOOSE})(?<value>(?:\d{4}[ -]){3,7}\d{1,4}|89\d{10,30}[0-9A-Fa-f]{0,8}|\d{16,32})(?![0-9A-Za-z])`,
    ),
    isLearnt: true,
  },
  {
    name: 'serial numbers',
    type: 'SERIAL',
    when: [
      ...keys(
        'serial serialno serial_no serialnum serialnumber serial_number number no psno oem.sno sn isn iserial',
      ),
      '序列号',
      'SN码',
    ],
    pattern: keyed(
      String.raw`serial(?:[ _.]?(?:no|num|number))?(?:[ _.]?\w{1,12})?|ro\.ril\.oem\.(?:ps|s)no|psno|(?<![A-Za-z])(?:i_?serial|(?:device_?|phone_?|product_?)?sn)|序列号|SN码`,
      String.raw`${ID}[\w\-/.+]{3,39}(?![\w])`,
    ),
    accepts: (value) => check.isSerial(value) && !/^[\w$]+(?:\.[\w$]+){2,}$/.test(value),
    isLearnt: true,
  },
  {
    name: 'serial numbers without a sign',
    type: 'SERIAL',
    when: [
      'serial number',
      'serialno',
      'serial no',
      'iserial',
      'serialnumber',
      'device serial',
      '序列号',
    ],
    pattern: of(
      String.raw`(?<before>(?:serial(?:[ _]?(?:no|num|number))|序列号|device serial|iSerial(?:Number)?)\s{1,3}(?:(?:is|是|为|\d)\s{1,3})?["']?)(?<value>${ID}[\w\-]{5,39})(?!\w)`,
    ),
    accepts: check.isSerial,
    isLearnt: true,
  },
  {
    name: 'ids of a device or an installation',
    type: 'DEVICE',
    when: [
      ...keys(
        'androidid android_id ssaid gaid oaid aaid vaid udid adid ad_id idfa identifier advertisingid advertising_id advertiserid deviceid device_id device-id deviceuuid devid dev_id did fid machineid machine_id cpuid cpu_id chipid chip_id hardwareid hardware_id installid installationid install_id installation_id instanceid instance_id guid uuid',
      ),
      'android id',
      'device id',
      '设备',
    ],
    pattern: keyed(
      String.raw`(?<![A-Za-ln-z])(?:m|x[-_])?(?:android[_ ]?id|ssaid|[goav]aid|udid|ad[_ ]?id|idfa|(?:ad|advertis(?:ing|er))[_ ]?id(?:entifier)?|device[-_ ]?(?:uu)?id(?:entifier)?|dev_?id|did|fid|machine_?id|cpu_?id|chip_?id|hardware_?id|install(?:ation)?_?id|instance_?id|guid|uuid|设备(?:ID|id|号|标识))`,
      String.raw`(?:0x)?${ID}[\w\-]{7,63}(?!\w)`,
    ),
    accepts: (value) => check.isSerial(value) && !/^0x0/.test(value),
    isLearnt: true,
  },
  {
    name: 'digests of ids',
    type: 'DEVICE',
    when: keys('md5 sha1 sha256 hash'),
    pattern: keyed(
      String.raw`(?:imei|meid|imsi|mac|serial|[goav]aid|android_?id|device_?id)_?(?:md5|sha1|sha256|hash)`,
      String.raw`[0-9A-Fa-f]{16,64}(?!\w)`,
    ),
    isLearnt: true,
  },
  {
    name: 'settings of the phone',
    type: 'DEVICE',
    when: [' pkg:'],
    pattern: of(
      String.raw`(?<before>name:(?:android_id|(?:\w{1,24}_)?(?:(?:bluetooth|device|user|nick)_?name|ssid|account(?:_?id)?|imei|serial(?:no)?|uuid|oaid|gaid|phone_?number|token|passw\w{1,8})|lock_screen_owner_info) pkg:\S{1,200} value:)(?<value>${ANY}{2,200}?(?= \w{1,24}:|$))`,
    ),
    accepts: check.isSomething,
    isLearnt: true,
  },
  {
    name: 'ids of a device beside their word',
    type: 'DEVICE',
    when: [
      'android_id ',
      'androidid ',
      'aaid ',
      'oaid ',
      'gaid ',
      'vaid ',
      'udid ',
      'advertising id',
      'device id ',
    ],
    pattern: of(
      String.raw`(?<before>(?:android_?id|[goav]aid|udid|advertising id|device id)\s{1,2}(?:is\s)?["']?)(?<value>${ID}[\w\-]{13,63}(?![\w.]))`,
    ),
    accepts: check.isSerial,
    isLearnt: true,
  },
  {
    name: 'phone numbers by key',
    type: 'PHONE',
    when: [
      ...keys(
        'phone phoneno phonenum phonenumber phone_no phone_number phone_num mobile mobileno mobilenum mobilenumber mobile_number cell tel telephone telnum msisdn number address num line1 dial dialing dialed handle call calls sms sip contact whatsapp caller called calling incoming outgoing',
      ),
      'phone ',
      'mobile ',
      'tel ',
      'number ',
      'dial',
      'call ',
      'calling ',
      'whatsapp ',
      '电话',
      '手机',
      '号码',
      '来电',
      '主叫',
      '被叫',
      '联系方式',
    ],
    shape: 'digits',
    pattern: of(
      String.raw`(?<before>(?:phone(?:[_ ]?(?:no|num|number))?|mobile(?:[_ ]?(?:no|num|number))?|(?<![A-Za-z])m?(?:cell|tel|telephone|telnum|msisdn)|(?:line1|voice_?mail|incoming|outgoing|calling|called|caller|dialed|originating|destination|sender|recipient|contact|card)[_ ]?(?:number|address|num|id)?|(?<![a-z])m?number|dial(?:ing|ed)?|(?<![a-z])address|handle|(?<![a-z])(?:call|calls|smsto|sms|sip|whatsapp)|电话(?:号码)?|手机(?:号码?)?|联系方式|号码|来电(?:号码)?|主叫(?:号码)?|被叫(?:号码)?)(?:${GAP}|\s{0,2}(?:is|是|为|to|from)?\s{0,2}["'(]?)(?:tel:|sip:)?)(?<value>(?:\+|%2B|00)?\(?\d{1,4}\)?(?:[ \-.]?\(?\d{2,8}\)?){1,5})(?![0-9A-Za-z:]|\.\d)`,
    ),
    accepts: (value) => {
      const digits = value.replace(/%2B/gi, '').replace(/\D/g, '');
      return digits.length >= 7 && digits.length <= 15 && !/^(?:0{4}|\d{4}-\d\d-\d\d)/.test(value);
    },
  },
  {
    name: 'tel addresses',
    type: 'PHONE',
    when: ['tel:', 'sip:', 'sips:', 'sms:', 'mms:', 'smsto:', 'tel%3a', 'sip%3a'],
    pattern: of(
      String.raw`(?<before>(?<![A-Za-z])(?:tel|sips?|sms|smsto|mms)(?::|%3A)(?:\/\/)?)(?<value>(?:\+|%2B)?\d[\d\-().]{4,19})`,
    ),
  },
];
