import { expect } from 'chai';
import fc from 'fast-check';
import { readPostAddress, type PostAddress } from '../../../src/features/shares/post-url.js';
import { avToBv, bidToMid } from '../../../src/features/shares/short-ids.js';

const keyOf = (pasted: string) => {
  const read = readPostAddress(pasted);
  return typeof read === 'string' ? read : read.key;
};

describe('the address of a post', () => {
  const POSTS: readonly [pasted: string, key: string][] = [
    ['https://weibo.com/1642585887/z0JH2lOMb', 'weibo:3501756485200075'],
    ['https://www.weibo.com/1642585887/z0JH2lOMb?from=page&refer_flag=1', 'weibo:3501756485200075'],
    ['https://m.weibo.cn/status/3501756485200075', 'weibo:3501756485200075'],
    ['http://m.weibo.cn/detail/z0JH2lOMb', 'weibo:3501756485200075'],
    ['https://weibo.com/u/1642585887', 'shares.not_a_post'],
    ['https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv', 'wechat:AbCdEfGhIjKlMnOpQrStUv'],
    [
      'https://mp.weixin.qq.com/s?__biz=MzA3NzA3NzA3Nw==&mid=2650&idx=1&sn=0123456789abcdef&scene=4',
      'wechat:MzA3NzA3NzA3Nw==_2650_1',
    ],
    ['https://mp.weixin.qq.com/mp/profile_ext?action=home', 'shares.not_a_post'],
    [
      '33 小米 发布了一篇小红书笔记，快来看吧！😆 https://www.xiaohongshu.com/explore/64f1a2b3000000001e02c9d4?xsec_token=AB，复制本条信息',
      'xiaohongshu:64f1a2b3000000001e02c9d4',
    ],
    [
      'https://www.xiaohongshu.com/discovery/item/64f1a2b3000000001e02c9d4',
      'xiaohongshu:64f1a2b3000000001e02c9d4',
    ],
    ['http://xhslink.com/a/Xyz，复制', 'shares.short_url'],
    ['https://www.bilibili.com/video/BV17x411w7KC/?spm_id_from=333', 'bilibili:BV17x411w7KC'],
    ['https://m.bilibili.com/video/av170001', 'bilibili:BV17x411w7KC'],
    ['https://b23.tv/BV17x411w7KC', 'bilibili:BV17x411w7KC'],
    ['https://b23.tv/abc123', 'shares.short_url'],
    ['https://t.bilibili.com/874839482910293847', 'bilibili:opus_874839482910293847'],
    ['https://www.bilibili.com/opus/874839482910293847', 'bilibili:opus_874839482910293847'],
    ['https://space.bilibili.com/2', 'shares.not_a_post'],
    ['https://www.douyin.com/video/7301234567890123456', 'douyin:7301234567890123456'],
    ['https://www.douyin.com/user/self?modal_id=7301234567890123456', 'douyin:7301234567890123456'],
    [
      'https://www.iesdouyin.com/share/video/7301234567890123456/?u=1',
      'douyin:7301234567890123456',
    ],
    ['https://v.douyin.com/iRNBho6/', 'shares.short_url'],
    ['https://twitter.com/jack/status/20', 'x:20'],
    ['https://x.com/jack', 'shares.not_a_post'],
    ['https://mobile.twitter.com/a/status/1050118621198921728?s=20', 'x:1050118621198921728'],
    ['https://x.com/i/web/status/1050118621198921728/photo/1', 'x:1050118621198921728'],
    [
      'https://evil-twitter.com/a/status/1050118621198921728',
      'other:evil-twitter.com/a/status/1050118621198921728',
    ],
    ['https://x.com.evil.cn/a/status/1', 'other:x.com.evil.cn/a/status/1'],
    ['https://youtu.be/dQw4w9WgXcQ?t=3', 'youtube:dQw4w9WgXcQ'],
    ['https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ', 'youtube:dQw4w9WgXcQ'],
    ['https://youtube.com/shorts/dQw4w9WgXcQ', 'youtube:dQw4w9WgXcQ'],
    ['https://www.youtube.com/@somebody', 'shares.not_a_post'],
    ['https://old.reddit.com/r/Android/comments/1AbC2d/some_title/?sort=new', 'reddit:1abc2d'],
    ['https://redd.it/1abc2d', 'reddit:1abc2d'],
    ['https://www.reddit.com/r/Android/s/AbCdEf', 'shares.short_url'],
    ['https://blog.example.com/a/?utm_source=x&b=2&a=1#top', 'other:blog.example.com/a?a=1&b=2'],
    ['(https://blog.example.com/a).', 'other:blog.example.com/a'],
    ['https://user:secret@weibo.com/1642585887/z0JH2lOMb', 'shares.bad_url'],
    ['https://weibo.com:8080/1642585887/z0JH2lOMb', 'shares.bad_url'],
    ['https://127.0.0.1/a', 'shares.bad_url'],
    ['https://[::1]/a', 'shares.bad_url'],
    ['http://localhost/a', 'shares.bad_url'],
    ['javascript:alert(1)', 'shares.bad_url'],
    ['ftp://example.com/a', 'shares.bad_url'],
    ['没有地址', 'shares.bad_url'],
  ];
  for (const [pasted, key] of POSTS)
    it(`${pasted} is ${key}`, () => {
      expect(keyOf(pasted)).to.equal(key);
    });

  const POSTED: readonly [url: string, at: string][] = [
    ['https://x.com/i/status/1050118621198921728', '2018-10-10T20:19:24.211Z'],
    ['https://www.xiaohongshu.com/explore/64f1a2b3000000001e02c9d4', '2023-09-01T08:37:07.000Z'],
    ['https://weibo.com/1642585887/z0JH2lOMb', '2012-10-16T06:01:08.000Z'],
  ];
  for (const [url, at] of POSTED)
    it(`tells that ${url} was posted at ${at}`, () => {
      const read = readPostAddress(url) as PostAddress;
      expect(read.postedAt?.toISOString()).to.equal(at);
    });

  it('renumbers as the networks do', () => {
    expect(bidToMid('z0JH2lOMb')).to.equal('3501756485200075');
    expect(avToBv('170001')).to.equal('BV17x411w7KC');
  });

  const digits = (min: number, max: number) =>
    fc.stringMatching(new RegExp(`^[1-9][0-9]{${min - 1},${max - 1}}$`));
  const word = fc
    .stringMatching(/^[\w.~%!$&'()*+,;=:@-]{0,12}$/)
    .filter((text) => !/%(?![0-9a-f]{2})/i.test(text));
  const anyUrl = fc.oneof(
    fc
      .tuple(digits(10, 10), fc.stringMatching(/^[1-9a-zA-Z][0-9a-zA-Z]{8}$/))
      .map(([uid, bid]) => `https://weibo.com/${uid}/${bid}`),
    digits(4, 9).map((av) => `https://www.bilibili.com/video/av${av}`),
    digits(19, 19).map((id) => `https://www.douyin.com/note/${id}?from=x`),
    fc
      .tuple(digits(1, 6), digits(1, 2))
      .map(
        ([mid, idx]) => `https://mp.weixin.qq.com/s?idx=${idx}&mid=${mid}&__biz=MzA3NzA3NzA3Nw==`,
      ),
    fc.tuple(fc.webUrl({ withQueryParameters: true, withFragments: true })).map(([url]) => url),
    fc
      .tuple(fc.array(word, { maxLength: 4 }), fc.array(fc.tuple(word, word), { maxLength: 4 }))
      .map(
        ([path, query]) =>
          `https://blog.example.com/${path.join('/')}?${query.map((pair) => pair.join('=')).join('&')}`,
      ),
  );

  it('stays what it is when read again', () => {
    fc.assert(
      fc.property(anyUrl, (url) => {
        const once = readPostAddress(url);
        if (typeof once === 'string') return;
        expect(readPostAddress(once.url)).to.deep.equal(once);
      }),
      { numRuns: 2_000 },
    );
  });
});
