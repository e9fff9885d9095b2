import * as check from '../checks.js';
import { ANY, DONE, GAP, keys, of, type Rule } from './rule.js';

export const TEXT_RULES: readonly Rule[] = [
  {
    name: 'notification extras',
    type: 'TEXT',
    when: [
      'android.title',
      'android.text',
      'android.big',
      'android.sub',
      'android.info',
      'android.summary',
      'android.conv',
      'android.mess',
      'android.self',
      'android.hidden',
    ],
    pattern: of(
      String.raw`(?<before>android\.(?:title|text|big|sub_?text|info_?text|summary_?text|conversation|messages|self|sender|hidden)[\w.]{0,24}\s?[=:]\s?(?:\w{2,24}\s?\(|\[)?)(?<value>${ANY}{1,1000}?(?=\)(?:[\s,}\]]|$)|\s[\w.]{2,40}=|\}$|$))`,
    ),
    accepts: (value) => check.isSomething(value) && !/^\w{2,24}\s?\($|^length=\d+\]?$/.test(value),
  },
  {
    name: 'notification and message text',
    type: 'TEXT',
    when: keys(
      'tickertext ticker_text contenttext contenttitle content_text content_title bigtext big_text subtext sub_text body',
    ),
    pattern: of(
      String.raw`(?<before>(?:ticker_?text|content_?(?:text|title)|big_?text|sub_?text|(?:sms|msg|message|mms|display_?message)_?body|(?<![A-Za-z])body(?==))${GAP})(?<value>${ANY}{1,1000}?(?=["']?(?:\s{1,2}[\w.]{2,40}=|[,}\])]\s{0,2}["'\w.]{1,40}[=:]|[}\])]?$)|"))`,
    ),
    accepts: check.isSomething,
  },
  {
    name: 'clip items',
    type: 'TEXT',
    when: ['{t:', '{h:', '{u:', '{i:', '{ t:'],
    pattern: of(String.raw`(?<before>\{\s?[THUI]:)(?<value>${ANY}{1,2000}?(?=\}|$))`),
  },
  {
    name: 'clipboard',
    type: 'TEXT',
    when: ['clip', '剪贴板', '剪切板', '粘贴'],
    pattern: of(
      String.raw`(?<before>(?:(?:primary_?)?clip(?:board|data)?(?:[ _.]?(?:text|content|data|label|item|value))?(?:\s(?:set|changed|copied|is|text|content))?(?:\sto)?|剪[贴切]板(?:内容|文本|数据)?|粘贴(?:内容)?)${GAP})(?<value>(?!\s?ClipData)${ANY}{2,1000}?(?=["']?\s?[}\])]?$|"|\s[\w.]{2,40}=))`,
    ),
    accepts: check.isSomething,
  },
  {
    name: 'text of clips and notifications',
    type: 'TEXT',
    when: ['clip', 'notif', 'sms', 'mms', 'textmessage'],
    pattern: of(
      String.raw`(?<before>(?<![A-Za-z])(?:(?:clip|notif)\w{0,20}\s?(?:text|title|content|message|body)|text|title|content|message)(?:\s?[=：]|:\s)\s?["']?)(?<value>${ANY}{2,1000}?(?=["']?\s?[}\])]?$|"|\s[\w.]{2,40}=))`,
    ),
    accepts: (value) =>
      check.isSomething(value) && !/^(?:ClipData|text\/|Notification\()/.test(value),
  },
  {
    name: 'message behind its number',
    type: 'TEXT',
    when: ['sms', 'mms'],
    shape: 'digits',
    pattern: of(
      String.raw`(?<before>(?:sms|mms)[^\n${DONE}]{0,60}?(?:from|to|dest(?:ination)?|addr(?:ess)?)[ :=]{1,2}\+?\d{5,15}:\s?)(?<value>${ANY}{2,1000}?(?=["']?\s?[}\])]?$|"))`,
    ),
  },
  {
    name: 'what is typed',
    type: 'TEXT',
    when: ['committext', 'composingtext', 'querytext'],
    pattern: of(
      String.raw`(?<before>(?:commitText|setComposingText|onQueryText(?:Submit|Change)?)(?:\s?[(:=]\s?|\s)["']?)(?<value>[^\s"'(]${ANY}{0,1000}?(?=["']?(?:, ?\d{1,3})?\)?$|"))`,
    ),
    accepts: (value) =>
      check.isSomething(value) && !/^(?:[\w$]{1,60}\.){1,8}[\w$]{1,60}/.test(value),
  },
  {
    name: 'messages and data of the SIM',
    type: 'TEXT',
    when: ['sim_io', 'iccio', 'sms', 'pdu'],
    pattern: of(
      String.raw`(?<before>(?<![A-Za-z])(?:payload|s?pdu|smsc|data)\s?[=:]\s?(?:0x)?)(?<value>[0-9A-Fa-f]{16,2000}(?!\w))`,
    ),
  },
  {
    name: 'clip data',
    type: 'TEXT',
    when: ['clipdata{', 'clipdata {'],
    pattern: of(
      String.raw`(?<before>ClipData\s?\{\s?(?:text\/\w{1,12}\s)?)(?<value>(?!\{|text\/|"[^"\n]{0,40}"\s?\{)[^}{\n${DONE}]{2,1000}(?=\}))`,
    ),
  },
  {
    name: '消息与通知',
    type: 'TEXT',
    when: ['短信', '通知内容', '消息内容', '内容'],
    pattern: of(
      String.raw`(?<before>(?:短信(?:内容|正文)|通知(?:内容|标题)|消息内容|内容)${GAP})(?<value>${ANY}{2,1000}?(?=["']?\s?[}\])]?$|"))`,
    ),
    accepts: check.isSomething,
  },
];
