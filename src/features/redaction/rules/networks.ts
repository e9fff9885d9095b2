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
      '热点',
    ],
    pattern: keyed(
      String.raw`(?<!b)ssid(?:[ _]?(?:name|str|\d))?|config_?key|wi-?fi[_ ]?name|network[_ ]?name|wi-?fi名称?|(?<!\w)ap_?name|热点(?:名称?)?`,
      WORDS,
    ),
    accepts: (value) => check.isSomething(value) && !/^0x[0-9a-f]{0,4}$|^WifiSsid/i.test(value),
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
      'from "',
      'ssid{',
      '「',
      '热点',
      '网络',
    ],
    pattern: of(
      String.raw`(?<before>(?:ssid|networks?|connect(?:ed|ing|ion)?(?: to| with)?|:[0-9a-f]{2} from|associat(?:ed|ing|e|ion)(?: to| with)?|extra:|热点|网络|wi-?fi)[\s=:：]{0,3}(?<=[\s=:：])(?:"|“|')|WifiSsid\s?\{"|(?:热点|网络|wi-?fi)\s?「)(?<value>[^"”'」\n\[${DONE}]{1,32})`,
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
    name: 'network and its address',
    type: 'SSID',
    when: ['networkselector', 'networks filtered', 'connectivitymanager', 'candidate', 'blocklist'],
    shape: 'mac',
    pattern: of(
      String.raw`(?<before>[:/,]\s)(?<value>[^\s:/,"'\[{=${DONE}][^:/,"'\[{=\n${DONE}]{0,31}(?=:${MAC}))`,
    ),
    isLearnt: true,
  },
  {
    name: 'network and key of a code to scan',
    type: 'SSID',
    when: ['wifi:t', 'wifi:s'],
    pattern: of(
      String.raw`(?<before>WIFI:(?:[TPHR]:[^;\n]{0,64};){0,4}S:)(?<value>[^;\n${DONE}]{1,64})`,
    ),
  },
  {
    name: 'dumps of names',
    type: 'SSID',
    when: ['ssid - hexdump'],
    pattern: of(
      String.raw`(?<before>ssid - hexdump(?:_ascii)?\(len=\d{1,4}\):\s?)(?<value>\S${ANY}{1,200}$)`,
    ),
  },
  {
    name: 'Wi-Fi Direct',
    type: 'SSID',
    when: ['direct-'],
    pattern: of(String.raw`(?<![\w\-])(?<value>DIRECT-[0-9A-Za-z]{2}-[^\s"',;\[\]${DONE}]{1,28})`),
  },
];
