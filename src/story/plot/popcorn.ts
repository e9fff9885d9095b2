import type { Engineer } from './topic.js';

/** What the fans say of a release, one after the other; those whose phone has not run it are refused. */
export interface VoicePlot {
  readonly votes: readonly Engineer[];
  readonly feel: number;
  /** Whether the first line is among what they like. */
  readonly likesFirst: boolean;
  readonly annoyed: string;
  readonly next: string;
}

export const VOICES: readonly VoicePlot[] = [
  {
    votes: ['guchen'],
    feel: 4,
    likesFirst: true,
    annoyed: '充电时背面还是有点热。',
    next: '希望相机启动再快一点。',
  },
  { votes: ['nora', 'guchen'], feel: 5, likesFirst: true, annoyed: '', next: '' },
  {
    votes: ['guchen'],
    feel: 3,
    likesFirst: false,
    annoyed: 'Still loses a percent an hour overnight.',
    next: 'A battery page that says what woke the phone.',
  },
  { votes: ['nora'], feel: 4, likesFirst: true, annoyed: '', next: '夜景多给一档快门。' },
  { votes: ['guchen', 'nora'], feel: 4, likesFirst: true, annoyed: '', next: '' },
  { votes: ['guchen'], feel: 5, likesFirst: true, annoyed: '', next: '就这样，保持。' },
];
