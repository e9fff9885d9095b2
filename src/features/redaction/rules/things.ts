import * as check from '../checks.js';
import { ANY, DONE, WORDS, keys, of, keyed, type Rule } from './rule.js';

/** What bears its owner's name, as phones name themselves to others. */
const THINGS = 'airpods iphone ipad buds watch phone band redmi xiaomi galaxy laptop macbook'.split(
  ' ',
);

export const THING_RULES: readonly Rule[] = [
  {
    name: 'devices near by',
    type: 'NAME',
    when: 'mac',
    pattern: of(
      String.raw`(?<before>(?:[0-9A-FX]{2}:){5}[0-9A-F]{2}\s{1,4}\[\s?[A-Z][A-Z/]{1,9}\s?\](?:\[\s?0x\w{1,8}\s?\])?\s{1,2})(?<value>[^\s\[${DONE}]${ANY}{0,80}$)`,
    ),
    accepts: check.isSomething,
    isLearnt: true,
  },
  {
    name: 'names of devices',
    type: 'NAME',
    when: ['bluetooth', 'btdevice', 'adapter', 'headset'],
    pattern: keyed(
      String.raw`(?:bluetooth|bt|adapter|headset)(?:device)?(?:[\])}:]\s|[\s({[])(?:local |remote |peer )?name`,
      WORDS,
    ),
    accepts: (value) => check.isSomething(value) && !check.isCodeName(value),
    isLearnt: true,
  },
  {
    name: 'names behind names of devices',
    type: 'NAME',
    when: keys('alias'),
    pattern: keyed(String.raw`(?<=[${DONE}],\s)alias`, WORDS),
    accepts: check.isSomething,
    isLearnt: true,
  },
  {
    name: 'names beside the address of a network',
    type: 'NAME',
    when: keys('name'),
    shape: 'mac',
    pattern: of(String.raw`(?<before>(?<![A-Za-z])name=')(?<value>[^'\n${DONE}]{1,64}(?='))`),
    accepts: (value) => check.isSomething(value) && !check.isCodeName(value),
    isLearnt: true,
  },
  {
    name: 'what people call their things',
    type: 'NAME',
    when: THINGS.flatMap((thing) => [`'s ${thing}`, `s-${thing}`, `的${thing}`]).concat(
      ['手机', '耳机', '手表', '平板', '电脑', '手环', '音箱'].map((thing) => `的${thing}`),
    ),
    pattern: of(
      String.raw`(?<![\p{L}\d'])(?<value>(?:[A-Z][\p{L}\d]{1,20}(?: [A-Z][\p{L}\d]{1,20})?(?:'s |s-)|\p{Script=Han}{2,4}?的\s?)(?:${THINGS.join('|')}|手机|耳机|手表|平板|电脑|手环|音箱)[\w ]{0,20})`,
    ),
  },
];
