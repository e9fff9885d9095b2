import { expect } from 'chai';
import { isBotAgent } from '../../../src/features/shares/bot-filter.js';

const ANDROID = 'Mozilla/5.0 (Linux; Android 13; 2211133C) AppleWebKit/537.36 (KHTML, like Gecko)';
const AGENTS: readonly [name: string, userAgent: string, isBot: boolean][] = [
  ['no name at all', '', true],
  ['only spaces', '   ', true],
  ['Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
  [
    'Baiduspider',
    'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    true,
  ],
  [
    'the crawler of Sogou',
    'Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)',
    true,
  ],
  ['Bytespider', `${ANDROID} (compatible; Bytespider; https://zhanzhang.toutiao.com/)`, true],
  ['the link preview of Slack', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', true],
  ['curl', 'curl/8.5.0', true],
  ['a script of Python', 'python-requests/2.31.0', true],
  ['a robot that borrows the name of Toutiao', `${ANDROID} NewsArticle/8.8.6 Googlebot/2.1`, true],
  ['Chrome on Android', `${ANDROID} Chrome/120.0.0.0 Mobile Safari/537.36`, false],
  [
    'the browser of Sogou',
    `${ANDROID} Version/4.0 Chrome/79.0 Mobile Safari/537.36 SogouMSE,SogouMobileBrowser/5.26.11`,
    false,
  ],
  [
    'Toutiao',
    `${ANDROID} Version/4.0 Chrome/79.0 Mobile Safari/537.36 NewsArticle/8.8.6 ToutiaoMicroApp/2.29`,
    false,
  ],
  [
    'WeChat',
    `${ANDROID} Version/4.0 Chrome/107.0 Mobile Safari/537.36 XWEB/5169 MMWEBSDK/20230604 MicroMessenger/8.0.38 WeChat/arm64`,
    false,
  ],
  [
    'QQ',
    `${ANDROID} Version/4.0 Chrome/98.0 Mobile Safari/537.36 V1_AND_SQ_8.9.50 QQ/8.9.50.10650`,
    false,
  ],
  [
    'Weibo',
    `${ANDROID} Version/4.0 Chrome/97.0 Mobile Safari/537.36 Weibo (Xiaomi-2211133C__weibo__13.6.2__android__android13)`,
    false,
  ],
  [
    'Baidu',
    `${ANDROID} Version/4.0 Chrome/97.0 Mobile Safari/537.36 baiduboxapp/13.38.0.10`,
    false,
  ],
  [
    'the browser of MIUI',
    `${ANDROID} Version/4.0 Chrome/100.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/17.4.80`,
    false,
  ],
  [
    'Douyin',
    `${ANDROID} Version/4.0 Chrome/97.0 Mobile Safari/537.36 aweme_250100 JsSdk/1.0`,
    false,
  ],
  [
    'Safari on an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1',
    false,
  ],
];

describe('the bot filter', () => {
  for (const [name, userAgent, isBot] of AGENTS)
    it(`takes ${name} for a ${isBot ? 'robot' : 'person'}`, () => {
      expect(isBotAgent(userAgent)).to.equal(isBot);
    });
});
