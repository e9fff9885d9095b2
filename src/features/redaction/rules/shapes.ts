import * as check from '../checks.js';
import { GAP, ID, START, END, MAC, keys, of, keyed, type Rule } from './rule.js';

export const SHAPE_RULES: readonly Rule[] = [
  {
    name: 'e-mail',
    type: 'EMAIL',
    when: ['@', '%40'],
    pattern: of(
      String.raw`(?:(?<![\w.+\-%])|(?<=%(?:3[ADad]|2[0-9A-Fa-f])))(?<value>[\w][\w.+\-]{0,63}(?:@|%40)(?!\d{1,3}\.\d)[A-Za-z0-9](?:[\w\-]{0,62}\.){1,6}[A-Za-z]{2,24})(?![\w\-]*[@(])`,
    ),
    accepts: (value) => !/\.(?:so|java|kt|dex|odex|apk|jar|rc|xml)$/i.test(value),
  },
  {
    name: 'MAC',
    type: 'MAC',
    when: 'mac',
    pattern: of(
      String.raw`(?:(?<![0-9A-Za-z]|[0-9A-Fa-f]{2}[:\-])|(?<=%3[ADad]|%3[ADad]%22|%22))(?<value>${MAC})(?![0-9A-Fa-f]|[:\-][0-9A-Fa-f]{2})`,
    ),
    accepts: check.isMac,
  },
  {
    name: 'MAC as a name of the bus',
    type: 'MAC',
    when: ['dev_'],
    pattern: of(String.raw`(?<=dev_)(?<value>[0-9A-F]{2}(?:_[0-9A-F]{2}){5})(?![0-9A-Za-z])`),
  },
  {
    name: 'escaped MAC',
    type: 'MAC',
    when: ['%3a'],
    pattern: of(
      String.raw`(?<![0-9A-Za-z])(?<value>[0-9A-Fa-f]{2}(?:%3A[0-9A-Fa-f]{2}){5})(?![0-9A-Za-z])`,
    ),
  },
  {
    name: 'MAC by key',
    type: 'MAC',
    when: keys('mac macaddr macaddress mac_addr mac_address bssid bdaddr bd_addr bdaddress'),
    pattern: keyed(
      String.raw`(?:(?<![A-Za-z])(?:\w{1,12}_)?mac(?:_?addr(?:ess)?)?|bssid|bd_?addr(?:ess)?|(?:bt|wifi|wlan)_?mac(?:_?addr(?:ess)?)?)`,
      String.raw`(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![0-9A-Za-z])`,
    ),
    accepts: check.isMac,
  },
  {
    name: 'IPv4',
    type: 'IP',
    when: 'ipv4',
    pattern: of(
      String.raw`(?:(?<![\w.+\-])|(?<=%(?:2F|3D|3A|22|20)))(?<value>\d{1,3}(?:\.\d{1,3}){3})(?![\w]|\.\w|-[A-Za-z])`,
    ),
    accepts: check.isHost,
  },
  {
    name: 'IPv6',
    type: 'IP',
    when: 'ipv6',
    pattern: of(
      String.raw`(?<![\w:.])(?<value>(?:[0-9A-Fa-f]{1,4}:{1,2}){2,8}(?:[0-9A-Fa-f]{1,4})?|[0-9A-Fa-f]{1,4}::[0-9A-Fa-f]{1,4})(?![\w:.])`,
    ),
    accepts: check.isIpv6,
  },
  {
    name: 'identity cards',
    type: 'IDCARD',
    when: 'long',
    pattern: of(
      String.raw`${START}(?<value>[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx])${END}`,
    ),
    accepts: check.isIdCard,
  },
  {
    name: 'identity cards by key',
    type: 'IDCARD',
    when: [
      ...keys(
        'idcard id_card idcardno idcard_no id_card_no idno id_no passport passportno passport_no',
      ),
      '身份证',
      '证件',
      '护照',
    ],
    pattern: keyed(
      String.raw`身份证(?:号码?)?|证件号码?|护照(?:号码?)?|id_?card(?:_?(?:no|num|number))?|id_?no|passport(?:_?(?:no|num|number))?`,
      String.raw`${ID}[0-9A-Za-z]{7,19}(?!\w)`,
    ),
    accepts: check.isId,
  },
  {
    name: 'licence plates',
    type: 'IDCARD',
    when: 'wide',
    pattern: of(
      String.raw`(?<!\p{Script=Han})(?<value>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-HJ-NP-Z0-9]{5,6})(?!\w)`,
    ),
    accepts: check.isId,
  },
  {
    name: 'bank cards',
    type: 'BANK',
    when: ['银行卡', '信用卡', '储蓄卡', '卡号', 'card', 'bank'],
    shape: 'digits',
    pattern: of(
      String.raw`(?<before>(?:(?:银行|信用|储蓄)卡(?:号码?)?|卡号|(?:bank_?|credit_?|debit_?)?card(?:_?(?:no|num|number))?|bank_?account)(?:${GAP}|\s{1,2}))(?<value>\d{16,19}|(?:\d{4}[ -]){3,4}\d{1,4})(?!\d)`,
    ),
  },
  {
    name: 'UnionPay cards',
    type: 'BANK',
    when: 'long',
    pattern: of(String.raw`${START}(?<value>62\d{14,17}|62\d\d(?: \d{4}){3}(?: \d{3})?)${END}`),
    accepts: (value) => check.isLuhn(value.replace(/ /g, '')),
  },
  {
    name: 'ICCID',
    type: 'ICCID',
    when: 'long',
    pattern: of(String.raw`${START}(?<value>8986\d{15,16}|898[0-57-9]\d{15,16})${END}`),
  },
  {
    name: 'IMSI of China',
    type: 'IMSI',
    when: 'long',
    pattern: of(String.raw`${START}(?<value>460(?:0\d|1[15]|20)\d{10})${END}`),
    accepts: (_value, before) => !check.isTime(before),
  },
  {
    name: 'IMEI',
    type: 'IMEI',
    when: 'long',
    pattern: of(
      String.raw`${START}(?<value>\d{15}|\d{2}([ -])\d{6}\k<gap>\d{6}\k<gap>\d|\d{6}([ -])\d{2}\k<gap2>\d{6}\k<gap2>\d)${END}`
        .replace('([ -])', '(?<gap>[ -])')
        .replace('([ -])', '(?<gap2>[ -])'),
    ),
    accepts: (value, before) =>
      check.isImei(value.replace(/\D/g, '')) && !check.isTime(before) && !/0{7}/.test(value),
  },
  {
    name: 'mobile numbers of China',
    type: 'PHONE',
    when: 'phone',
    pattern: of(
      String.raw`(?:(?<![0-9A-Fa-fXx.])|(?<=%(?:3[ADad]|2[0-9A-Fa-f]))|(?<=\\[nrt]))(?<value>(?:(?:\+|%2B|00)?\(?\+?86\)?(?:[ -]|%20)?)?1[3-9]\d(?:[ -]?\d{4}){2})(?!\s[VDIWEFA]\s)${END}`,
    ),
    accepts: (_value, before) => !check.isAmount(before),
  },
  {
    name: 'international numbers',
    type: 'PHONE',
    when: 'plus',
    pattern: of(
      String.raw`(?<![\w)\]}>+.\-]|\d )(?<value>(?:\+|%2B)[1-9]\d{0,3}(?:[ \-.]?\(?\d{1,8}\)?){1,6})(?![\w:]|\.\d)`,
    ),
    accepts: (value) => {
      const digits = value.replace(/%2B/gi, '').replace(/\D/g, '');
      return digits.length >= 9 && digits.length <= 15;
    },
  },
  {
    name: 'landlines of China',
    type: 'PHONE',
    when: 'phone',
    pattern: of(String.raw`(?<![\w.\-])(?<value>0(?:10|2\d|[3-9]\d{2})-\d{7,8})(?![\w\-])`),
  },
];
