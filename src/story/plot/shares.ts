import type { Network } from '../../features/shares/networks.js';
import type { Moment } from './seats.js';

/** A post that a tester registered. */
export interface PostPlot {
  readonly fan: string;
  readonly on: Moment;
  readonly network: Exclude<Network, 'other' | 'wechat' | 'bilibili' | 'youtube' | 'reddit'>;
  /** Told to the programme so many minutes after it was posted. */
  readonly minutes: number;
}

export const POSTS: readonly PostPlot[] = [
  { fan: 'ruoxi', on: [-38, '21:10'], network: 'weibo', minutes: 12 },
  { fan: 'ningmeng', on: [-36, '20:30'], network: 'xiaohongshu', minutes: 35 },
  { fan: 'marta', on: [-36, '22:15'], network: 'x', minutes: 8 },
  { fan: 'qiuqiu', on: [-35, '13:20'], network: 'xiaohongshu', minutes: 20 },
  { fan: 'hexu', on: [-33, '22:05'], network: 'douyin', minutes: 60 },
  { fan: 'tangyuan', on: [-30, '19:40'], network: 'weibo', minutes: 5 },
  { fan: 'emily', on: [-27, '10:45'], network: 'x', minutes: 15 },
  { fan: 'laozhou', on: [-20, '20:50'], network: 'weibo', minutes: 90 },
  { fan: 'jonas', on: [-19, '22:30'], network: 'x', minutes: 25 },
  { fan: 'xiaobei', on: [-8, '15:40'], network: 'weibo', minutes: 10 },
  { fan: 'ruoxi', on: [-4, '21:25'], network: 'weibo', minutes: 6 },
  { fan: 'priya', on: [-3, '17:15'], network: 'x', minutes: 30 },
];

/** A tracked link: how many strangers it brings on its first day, and how fast that fades. */
export interface LinkPlot {
  readonly fan: string;
  readonly on: Moment;
  readonly round: 'f1-first' | 'f1-third';
  readonly landing: '/' | '/honours' | 'round' | 'award';
  readonly firstDay: number;
  /** What is left of a day's visitors on the next one. */
  readonly fade: number;
}

export const LINKS: readonly LinkPlot[] = [
  {
    fan: 'ruoxi',
    on: [-38, '21:05'],
    round: 'f1-first',
    landing: 'award',
    firstDay: 64,
    fade: 0.86,
  },
  {
    fan: 'ningmeng',
    on: [-36, '20:25'],
    round: 'f1-first',
    landing: '/honours',
    firstDay: 48,
    fade: 0.82,
  },
  { fan: 'marta', on: [-36, '22:10'], round: 'f1-first', landing: '/', firstDay: 31, fade: 0.8 },
  { fan: 'hexu', on: [-33, '22:00'], round: 'f1-first', landing: 'award', firstDay: 82, fade: 0.7 },
  {
    fan: 'tangyuan',
    on: [-30, '19:35'],
    round: 'f1-first',
    landing: '/',
    firstDay: 26,
    fade: 0.85,
  },
  { fan: 'emily', on: [-27, '10:40'], round: 'f1-first', landing: '/', firstDay: 22, fade: 0.92 },
  {
    fan: 'jonas',
    on: [-19, '22:25'],
    round: 'f1-first',
    landing: '/honours',
    firstDay: 18,
    fade: 0.83,
  },
  {
    fan: 'laozhou',
    on: [-20, '20:45'],
    round: 'f1-first',
    landing: 'award',
    firstDay: 9,
    fade: 0.9,
  },
  {
    fan: 'xiaobei',
    on: [-8, '15:35'],
    round: 'f1-first',
    landing: 'award',
    firstDay: 34,
    fade: 0.83,
  },
  { fan: 'ruoxi', on: [-4, '21:20'], round: 'f1-first', landing: '/', firstDay: 58, fade: 0.72 },
  {
    fan: 'priya',
    on: [-3, '17:10'],
    round: 'f1-first',
    landing: 'award',
    firstDay: 29,
    fade: 0.85,
  },
  {
    fan: 'daliu',
    on: [-1, '14:10'],
    round: 'f1-third',
    landing: 'round',
    firstDay: 22,
    fade: 0.9,
  },
  {
    fan: 'cenyu',
    on: [-2, '20:30'],
    round: 'f1-third',
    landing: 'round',
    firstDay: 37,
    fade: 0.8,
  },
];
