import * as check from '../checks.js';
import { DONE, END, GAP, START, WORDS, keys, of, keyed, type Rule } from './rule.js';

export const PEOPLE_RULES: readonly Rule[] = [
  {
    name: 'accounts of the phone',
    type: 'ACCOUNT',
    when: ['account'],
    pattern: of(
      String.raw`(?<before>Account\s?[{\[]\s?name\s?=\s?)(?<value>[^,}\n\[${DONE}]{1,100}(?=,\s?type\s?=))`,
    ),
    isLearnt: true,
  },
  {
    name: 'account ids',
    type: 'ACCOUNT',
    when: [
      ...keys(
        'userid user_id cuid c_uid account accountid account_id accountno accountname account_name account_number miid mi_id xiaomiid xiaomi_id xiaomi_uid openid open_id unionid union_id wxid wx_id wechat wechatid wechat_id wechatno weixin weixinid weixin_id qq qqno qqnum qqnumber qq_number qqid qquin uin alipay alipayid alipayaccount weiboid weibo_id weibouid',
      ),
      '微信',
      'QQ号',
      '账号',
      '帐号',
      '账户',
      '小米',
    ],
    pattern: keyed(
      String.raw`user_?id|account(?:_?(?:id|no|number|name))?|(?<![A-Za-z])(?:c_?uid|mi_?id|xiaomi_?(?:id|uid)|(?:wx_?)?open_?id|union_?id|wx_?id|we_?chat(?:_?(?:id|no|name|nick))?|weixin(?:_?id)?|qq(?:_?(?:no|num|number|id|uin))?|uin|alipay(?:_?(?:id|account|uid))?|weibo_?(?:id|uid))|(?:微信|小米|支付宝|微博|QQ|登录)?(?:账号|帐号|账户)|微信(?:号|ID)?|QQ号|小米(?:ID|id)`,
      // Five digits are the number of an app.
      String.raw`(?![12]\d{4}(?!\w)|0x)[\w.+\-]{5,64}(?:@[\w.\-]{3,64})?(?![\w{(@])`,
    ),
    accepts: (value) =>
      check.isSomething(value) && !/^(?:com|org|net|android|cn|java)\./i.test(value),
  },
  {
    name: 'accounts of a sync',
    type: 'ACCOUNT',
    when: ['/com.xiaomi', '/com.google', '/com.huawei', '/com.tencent'],
    pattern: of(
      String.raw`(?<![\w./:\-@])(?<value>[\w.+@\-]{5,64}(?=\/com\.(?:xiaomi|google|huawei|tencent)(?![\w./])))`,
    ),
    accepts: check.isId,
    isLearnt: true,
  },
  {
    name: 'long user ids',
    type: 'ACCOUNT',
    when: keys('uid'),
    shape: 'digits',
    pattern: keyed(String.raw`(?<![A-Za-z])uid`, String.raw`\d{8,16}(?!\w)`),
  },
  {
    name: 'WeChat ids',
    type: 'ACCOUNT',
    when: ['wxid_', 'gh_', '@chatroom'],
    pattern: of(
      String.raw`(?<![A-Za-z0-9])(?<value>wxid_\w{6,40}|gh_[0-9a-f]{12}|\d{6,14}(?=@chatroom))(?!\w)`,
    ),
  },
  {
    name: 'Alipay ids',
    type: 'ACCOUNT',
    when: 'long',
    pattern: of(String.raw`${START}(?<value>2088\d{12})${END}`),
    accepts: (_value, before) => !check.isAmount(before),
  },
  {
    name: 'owners',
    type: 'NAME',
    when: ['userinfo{'],
    pattern: of(
      String.raw`(?<before>UserInfo\{\d{1,4}:)(?<value>[^:}\n\[${DONE}]{1,64}(?=:[0-9a-fA-F]{1,8}\}))`,
    ),
    accepts: check.isSomething,
    isLearnt: true,
  },
  {
    name: 'names',
    type: 'NAME',
    when: keys('name sender recipient nick contact hostname sort_key sortkey'),
    pattern: keyed(
      String.raw`(?<![A-Za-ln-z])m?(?:(?:display|contacts?|caller(?:_?id)?|caller_?display|nick|real|full|given|family|first|last|middle|sender|recipient|cnap|owner|user|login|author|person|profile|friend(?:ly)?|remark|remote|local|alias|bt|bluetooth|device|host|p2p_?device|group|chat|room|patient|receiver|consignee)[_ ]?name|sender|recipient|nick|contact|host_?name|bluetooth\.name|sort_?key)`,
      WORDS,
    ),
    accepts: (value) =>
      check.isSomething(value) &&
      !/^[\w$]{1,60}(?:\.[\w$]{1,60}){2,}$|[=]|^0x|^[a-z]{2,10}:/.test(value),
    isLearnt: true,
  },
  {
    name: 'callers',
    type: 'NAME',
    when: ['caller', 'contact name', 'display name', 'nickname'],
    pattern: of(
      String.raw`(?<before>(?:(?:caller|contact|display)(?: name)?|nickname)(?::|\s)\s?)(?<value>\p{Script=Han}{2,4}(?![\p{L}\d])|[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}(?![\w.]))`,
    ),
    isLearnt: true,
  },
  {
    name: 'names of people in objects',
    type: 'NAME',
    when: ['user', 'contact', 'person', 'member', 'profile', 'friend'].flatMap((noun) =>
      ['(', '{', '[', 'bean', 'info', 'entity', 'dto'].map((end) => noun + end),
    ),
    pattern: of(
      String.raw`(?<before>(?:user|contact|person|member|profile|friend)(?:bean|info|entity|dto)?\s?[({\[][^\n${DONE}]{0,60}?(?<![A-Za-z])name=["']?)(?<value>\p{Script=Han}{2,8}|[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}(?![\w.]))`,
    ),
    isLearnt: true,
  },
  {
    name: 'who calls or writes',
    type: 'NAME',
    when: ['sip:', 'sips:', 'tel:', 'mailto:'],
    pattern: of(String.raw`"(?<value>[^"\n${DONE}]{1,64}(?="\s?<(?:sips?|tel|mailto):))`),
    isLearnt: true,
  },
  {
    name: 'contacts of the SIM',
    type: 'NAME',
    when: ['adn record'],
    pattern: of(String.raw`(?<before>ADN Record ')(?<value>[^'\n${DONE}]{1,64}(?='))`),
    accepts: check.isSomething,
  },
  {
    name: '先生与女士',
    type: 'NAME',
    when: ['先生', '女士'],
    pattern: of(
      String.raw`(?:(?<=尊敬的)|(?<!\p{Script=Han}))(?<value>\p{Script=Han}{1,4}?(?=先生|女士))`,
    ),
  },
  {
    name: 'names of two words',
    type: 'NAME',
    when: keys('name'),
    pattern: new RegExp(
      String.raw`(?<before>\\{0,3}["']name\\{0,3}["']\s{0,2}[:=]\s{0,2}\\{0,3}["'])(?<value>(?:[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20}){1,2}|(?:\\{1,2}u[4-9][0-9a-fA-F]{3}){2,8})(?=\\{0,3}["']))`,
      'gu',
    ),
    isLearnt: true,
  },
  {
    name: 'addresses of China',
    type: 'ADDRESS',
    when: 'wide',
    pattern: of(
      String.raw`(?<value>\p{Script=Han}{2,12}[省市区县][\p{Script=Han}\dA-Za-z\-]{2,40}?[号室栋楼弄](?:[\dA-Za-z\-]{1,8}[号室栋楼]?)?)`,
    ),
  },
  {
    name: 'ids beside their word',
    type: 'ACCOUNT',
    when: ['mi account', 'xiaomi account', 'account id', 'user id', 'openid ', 'userid '],
    pattern: of(
      String.raw`(?<before>(?:(?:mi|xiaomi) account(?: id)?|account id|user ?id|openid)\s{1,2}(?:is\s)?["']?)(?<value>[\w\-]{8,64}(?![\w.]))`,
    ),
    accepts: check.isId,
  },
  {
    name: 'names in Chinese',
    type: 'NAME',
    when: keys('name'),
    shape: 'wide',
    pattern: keyed(String.raw`(?<![a-z])name`, String.raw`[\p{Script=Han}·]{2,8}(?![\p{L}\d])`),
    isLearnt: true,
  },
  {
    name: '姓名',
    type: 'NAME',
    when: [
      '姓名',
      '联系人',
      '昵称',
      '收件人',
      '发件人',
      '寄件人',
      '收货人',
      '机主',
      '用户名',
      '来电',
      '备注',
      '名字',
      '称呼',
      '好友',
      '设备名',
      '蓝牙名',
      '主叫',
      '被叫',
    ],
    pattern: of(
      String.raw`(?<before>(?:姓名|联系人(?:姓名|名称)?|昵称|收件人|发件人|寄件人|收货人|机主(?:姓名)?|用户名|来电(?:人|联系人|显示)?|备注名?|名字|称呼|好友|(?:设备|蓝牙)名称?|主叫|被叫)(?:${GAP}|\s{0,3}(?:是|为|叫)\s{0,3}|\s{1,3}["“]?))(?<value>${WORDS}|[\p{Script=Han}·]{2,8})`,
    ),
    accepts: check.isSomething,
    isLearnt: true,
  },
  {
    name: 'addresses',
    type: 'ADDRESS',
    when: [
      ...keys('address addr street thoroughfare addressline addresslines address_line'),
      '地址',
      '住址',
      '位置',
    ],
    pattern: of(
      String.raw`(?<before>(?:(?:home|postal|street|mailing|delivery|shipping|billing|formatted|detail(?:ed)?|full|receiver)[_ ]?addr(?:ess)?|(?:street|thoroughfare|address_?lines?)|(?<![A-Za-z])address|(?:收货|家庭|详细|通讯|联系|公司|所在)?(?:地址|住址|位置))(?:${GAP}|(?<=\p{Script=Han})\s{1,2}))(?<value>(?:(?<=")[^"\n\[${DONE}]{4,200}|(?=[^,;\n${DONE}]{0,40}\p{Script=Han})[^\n\["';；${DONE}]{4,120}|\d{1,5} [A-Z][^\n\["';${DONE}]{4,100}))`,
    ),
    accepts: (value) => check.isSomething(value) && !/^[0-9a-fx:.-]{1,40}$/i.test(value),
  },
];
