import * as check from '../checks.js';
import { GAP, DONE, keys, of, keyed, type Rule } from './rule.js';

export const HEADER_RULES: readonly Rule[] = [
  {
    name: 'cookies',
    type: 'SECRET',
    when: keys('cookie cookie2'),
    pattern: of(String.raw`(?<before>cookie2?${GAP})(?<value>[^"'\n\[${DONE}]{4,4000})`),
    accepts: (value) => value.includes('='),
  },
  {
    name: 'authorization',
    type: 'SECRET',
    when: keys('authorization'),
    pattern: keyed(
      'authorization',
      String.raw`(?:(?:Basic|Bearer|Digest|OAuth|Token|Negotiate)\s{1,3})?(?!(?:Basic|Bearer|Digest|OAuth|Token|Negotiate)\s)[^\s"'\[${DONE}]{4,4000}`,
    ),
  },
  {
    name: 'bearer',
    type: 'SECRET',
    when: ['bearer', 'basic '],
    pattern: of(
      String.raw`(?<before>\b(?:Bearer|Basic)(?:\s{1,3}|%20|\+))(?<value>[\w\-.~+/]{12,4000}={0,2})`,
    ),
    accepts: check.isId,
  },
  {
    name: 'jwt',
    type: 'SECRET',
    when: ['eyj'],
    pattern: of(
      String.raw`(?<![\w\-])(?<value>eyJ[\w\-]{4,4000}\.[\w\-]{4,8000}(?:\.[\w\-]{0,2000})?)`,
    ),
  },
];

export const SECRET_RULES: readonly Rule[] = [
  {
    name: 'passwords',
    type: 'SECRET',
    when: [
      ...keys(
        'password passwd passphrase pass_phrase passcode sharedkey shared_key psk pwd wepkey wep_key',
      ),
      'psk/sae',
      '密码',
      '口令',
    ],
    pattern: keyed(
      String.raw`(?:(?:password|passwd|pass_?phrase|passcode|pre_?shared_?key|psk(?:\/sae)?|pwd)|wep_?key\d?|(?:登录|无线|WiFi)?(?:密码|口令))`,
      String.raw`(?:(?<=["'])[^"'\\\n\[${DONE}]{1,200}|(?<!["'])[^\s"'\[\](){},;&<>\\${DONE}]{1,200})`,
    ),
    accepts: (value) => check.isSomething(value) && !/^0x[0-9a-f]{0,8}$/i.test(value),
  },
  {
    name: 'short word for a password',
    type: 'SECRET',
    when: keys('pass'),
    pattern: keyed(
      String.raw`(?<![A-Za-z])(?:user_?)?pass`,
      String.raw`(?=[^\s"']{0,40}\d)(?=[^\s"']{0,40}[A-Za-z])[^\s"'\[\](){},;&<>\\${DONE}]{6,200}`,
    ),
  },
  {
    name: 'passwords told in words',
    type: 'SECRET',
    when: ['password is', 'passwd is', 'password to', 'pwd is', '密码'],
    pattern: of(
      String.raw`(?<before>(?:password|passwd|pwd|密码)\s{0,2}(?:is|to|是|为|改为)\s{0,2}["']?)(?<value>[^\s"'，,。\[${DONE}]{4,64})`,
    ),
    accepts: (value) => check.isId(value),
  },
  {
    name: 'tokens and keys',
    type: 'SECRET',
    when: keys(
      'token tokenid token_id secret secretkey secret_key sessionid session_id sessid sess_id ssecurity psecurity apikey api_key accesskey access_key accesskeyid access_key_id sessionkey session_key aeskey aes_key encryptkey encrypt_key encryptionkey encryption_key salt passwordhash password_hash private_key_id privatekey private_key credential credentials signature authcode auth_code authkey auth_key auth ticket api-key sign sig code regid reg_id slh ph',
    ),
    pattern: keyed(
      String.raw`(?<!DEDUP_)token(?:_?id)?|secret(?:_?key)?|(?:j|php|asp)?sess(?:ion)?_?id|[sp]security|api[-_]?key|access_?key(?:_?id)?|(?:private|session|aes|encrypt(?:ion)?)_?key(?:_?id)?|(?<![A-Za-z])salt|password_?hash|credentials?|signature|auth(?:_?(?:code|key))?|ticket|reg_?id|(?<![A-Za-z])(?:slh|ph)|(?<![A-Za-z])(?:sign?|(?<=[?&])code)(?==\w{16})`,
      String.raw`[\w\-.~+/=%:]{8,4000}(?![\w\-.~+/=%:@{\[(])`,
    ),
    accepts: (value) =>
      check.isId(value) && !/^(?:\d{1,9}|0x\w{1,16})$|^(?:[a-z_]\w*\.){2,}/i.test(value),
  },
  {
    name: 'codes',
    type: 'SECRET',
    when: [
      'otp',
      'verif',
      'sms_code',
      'smscode',
      'sms code',
      'auth code',
      'security code',
      'login code',
      'captcha',
      '验证码',
      '校验码',
      '动态码',
      ...keys('pin pincode pin_code pin1 pin2 cpin'),
    ],
    pattern: of(
      String.raw`(?<before>(?<![A-Za-z])(?:otp(?:_?code)?|(?:verif\w{0,8}|sms|auth\w{0,14}|security|login)[_ ]?code|captcha|(?:sim_?|at\+c)?pin(?:_?code)?[12]?|验证码|校验码|动态码)(?:${GAP}|\s{0,2}(?:is|是|为)?\s{0,2}))(?<value>\d{4,8})(?!\d)`,
    ),
  },
  {
    name: 'codes before their word',
    type: 'SECRET',
    when: ['is your', '为您的', '是您的', '是你的'],
    pattern: of(
      String.raw`(?<![\w.])(?<before>G-)?(?<value>\d{4,8}(?=\s?(?:is your|为您的|是[您你]的)[^\n]{0,40}?(?:code|otp|码)))`,
    ),
  },
  {
    name: 'key of a code to scan',
    type: 'SECRET',
    when: ['wifi:t', 'wifi:s'],
    pattern: of(
      String.raw`(?<before>WIFI:(?:[TSHR]:[^;\n]{0,64};){0,4}P:)(?<value>[^;\n${DONE}]{1,64})`,
    ),
  },
  {
    name: 'known key formats',
    type: 'SECRET',
    when: ['akia', 'aiza', 'ghp_', 'sk-', 'ltai', 'xoxb'],
    pattern: of(
      String.raw`(?<![\w\-])(?<value>AKIA[0-9A-Z]{16}|AIza[\w\-]{35}|ghp_\w{36}|sk-[\w\-]{20,100}|LTAI\w{12,24}|xoxb-[\w\-]{10,100})`,
    ),
  },
  {
    name: 'user and password of a host',
    type: 'SECRET',
    when: ['@'],
    pattern: of(
      String.raw`(?<![\w.:/\-])(?<value>[\w.\-]{1,40}:[^\s/@:"'<>\[${DONE}]{4,100}(?=@(?:[\w\-]{1,40}\.){0,4}[\w\-]{1,40}:\d{2,5}(?!\d)))`,
    ),
    accepts: check.isId,
  },
  {
    name: 'user and password of an address',
    type: 'SECRET',
    when: ['://'],
    pattern: of(
      String.raw`(?<=:\/\/)(?<value>[^\s/@:"'<>\[${DONE}]{1,100}:[^\s/@"'<>\[${DONE}]{1,200}(?=@))`,
    ),
  },
];
