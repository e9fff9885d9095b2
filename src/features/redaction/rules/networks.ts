import * as check from '../checks.js';
import { DONE, ANY, WORDS, MAC, of, keyed, keys, type Rule } from './rule.js';

export const NETWORK_RULES: readonly Rule[] = [
  {
    name: 'scan results',
    type: 'SSID',
    when: 'mac',
    pattern: of(
      String.raw`(?<before>${MAC}\s{1,12}\d{4}\s{1,12}-\d{1,3}(?:\([^)\n${DONE}]{0,40}\))?\s{1,12}(?:[>\d.]{1,12}\s{1,12}|(?:\[[\w\-+]{1,60}\]){1,12}\s{1,4}))(?<value>[^\s\[${DONE}]${ANY}{0,40}?(?=\s{0,40}(?:\[[A-Z]|$)))`,
    ),
    isLearnt: true,
  },
  {
    name: 'ssid',
    type: 'SSID',
    when: [
      ...keys(
        'ssid ssidname ssidstr configkey config_key networkname network_name wifiname wifi_name apname name',
      ),
      '名',
    ],
    pattern: keyed(
      String.raw`(?<!b)ssid(?:[ _]?(?:name|str|\d))?|config_?key|wi-?fi[_ ]?name|network[_ ]?name|wi-?fi名称?|(?<!\w)ap_?name`,
      WORDS,
    ),
    accepts: (value) => check.isSomething(value) && !/^0x[0-9a-f]{0,4}$/i.test(value),
    isLearnt: true,
  },
  {
    name: 'quoted network',
    type: 'SSID',
    when: [
      'ssid "',
      'network "',
      'networks "',
      'to "',
      'with "',
      'extra: "',
      'fi "',
      "ssid '",
      "network '",
      "to '",
      "with '",
      "fi '",
      '热点',
      '网络',
    ],
    pattern: of(
      String.raw`(?<before>(?:ssid|networks?|connect(?:ed|ing|ion)?(?: to| with)?|associat(?:ed|ing|e|ion)(?: to| with)?|extra:|热点|网络|wi-?fi)[\s=:：]{1,3}(?:"|“|'))(?<value>[^"”'\n\[${DONE}]{1,32})(?=["”'])`.replace(
        '(?=["”\'])',
        '',
      ),
    ),
    accepts: check.isSomething,
    isLearnt: true,
  },
  {
    name: 'network and its key type',
    type: 'SSID',
    when: ['"wpa', '"-wpa', '"wep', '"none', '"sae', '"owe', '"eap', '"-sae', '"-none'],
    pattern: of(
      String.raw`(?<=")(?<value>[^"\n\[${DONE}]{1,32}(?="-?(?:WPA|WEP|NONE|SAE|OWE|EAP)))`,
    ),
    isLearnt: true,
  },
  {
    name: 'Wi-Fi Direct',
    type: 'SSID',
    when: ['direct-'],
    pattern: of(String.raw`(?<![\w\-])(?<value>DIRECT-[0-9A-Za-z]{2}-[^\s"',;\[\]${DONE}]{1,28})`),
  },
];
