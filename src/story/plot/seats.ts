/** A day from today and a time on the programme's wall. */
export type Moment = readonly [day: number, time: string];

/** How far a seat of the first round got; each step happens only where the plot has its moment. */
export interface SeatPlot {
  readonly fan: string;
  readonly offered: Moment;
  readonly declined?: Moment;
  readonly signed?: Moment;
  readonly packed?: Moment;
  readonly shipped?: Moment;
  readonly delivered?: Moment;
  readonly accepted?: Moment;
  /** Given out at the desk, from hand to hand, instead of by parcel. */
  readonly handedOver?: Moment;
  /** Later moves, each with what the form asks for. */
  readonly after?: readonly {
    readonly on: Moment;
    readonly action: 'lose' | 'call_back' | 'send_back' | 'receive' | 'inspect' | 'restock';
    readonly note?: string;
    readonly returnDays?: number;
  }[];
}

/** Those who were there from the first parcel on. */
export const FIRST_WAVE = [
  'ruoxi',
  'laozhou',
  'tangyuan',
  'hexu',
  'mochen',
  'sujin',
  'daliu',
  'qiuqiu',
  'yemu',
  'zhaozhao',
  'xiaobei',
  'ningmeng',
  'marta',
  'jonas',
  'priya',
  'kenji',
  'tomas',
  'emily',
  'aisha',
  'cenyu',
] as const;

const ENDINGS: Readonly<Record<string, SeatPlot['after']>> = {
  aisha: [
    {
      on: [-12, '10:20'],
      action: 'lose',
      note: 'Left in a taxi on Saturday night; the tester told us within the hour and the phone was locked.',
    },
  ],
  cenyu: [
    { on: [-8, '10:05'], action: 'call_back', returnDays: 7 },
    { on: [-6, '16:30'], action: 'send_back' },
    { on: [-4, '11:15'], action: 'receive' },
    { on: [-3, '14:40'], action: 'inspect', note: '外观完好，电池 97%，已清除数据。' },
    { on: [-1, '15:10'], action: 'restock' },
  ],
  yemu: [{ on: [-1, '18:10'], action: 'call_back', returnDays: 6 }],
};

/** Minutes past the hour, spread so that twenty people do not sign in the same minute. */
export const time = (hour: number, index: number): string =>
  `${String(hour + (index % 3)).padStart(2, '0')}:${String((index * 7) % 60).padStart(2, '0')}`;

const firstWave = FIRST_WAVE.map((fan, index): SeatPlot => {
  const after = ENDINGS[fan];
  return {
    fan,
    offered: [-45, time(10, index)],
    signed: [-45 + (index % 2), time(18, index)],
    packed: [-42, time(10, index)],
    shipped: [-42, time(15, index)],
    delivered: [-39 + (index % 3), time(11, index)],
    accepted: [-39 + (index % 3), time(19, index)],
    ...(after && { after }),
  };
});

export const SEATS: readonly SeatPlot[] = [
  ...firstWave,
  // Looked at the mail three days late, and applies again in the second round.
  { fan: 'manman', offered: [-45, '12:50'] },
  { fan: 'nikos', offered: [-45, '12:55'], declined: [-44, '19:30'] },
  // The box stands on the table: the reader may type its code.
  {
    fan: 'afeng',
    offered: [-9, '10:30'],
    signed: [-9, '20:15'],
    packed: [-6, '10:40'],
    shipped: [-6, '16:10'],
    delivered: [-1, '11:50'],
  },
  {
    fan: 'oliver',
    offered: [-7, '10:10'],
    signed: [-6, '18:20'],
    packed: [-4, '10:25'],
    shipped: [-4, '16:05'],
  },
  {
    fan: 'shiyi',
    offered: [-6, '10:15'],
    signed: [-5, '19:45'],
    packed: [-2, '10:35'],
    shipped: [-2, '16:20'],
  },
  { fan: 'jiangnan', offered: [-3, '10:30'], signed: [-2, '21:10'], handedOver: [-1, '15:20'] },
  { fan: 'freya', offered: [-1, '11:30'] },
];

/** Whose box code the story tells the reader. */
export const WAITING_FAN = 'afeng';
/** Whose offer is still to be signed. */
export const OFFERED_FAN = 'freya';

type Applications = readonly (readonly [fan: string, on: Moment])[];

/** Days of applying; everybody signs up a few minutes before. */
export const FIRST_APPLICATIONS: Applications = [
  ...[...FIRST_WAVE, 'manman', 'nikos', 'afeng', 'oliver', 'shiyi', 'jiangnan', 'freya'].map(
    (fan, index): [string, Moment] => [fan, [-53 + (index % 6), time(12 + (index % 4) * 2, index)]],
  ),
  ['tiechui', [-48, '22:15']],
  ['luca', [-47, '20:05']],
];
/** Applied and thought better of it before the round closed. */
export const WITHDRAWN: readonly [fan: string, on: Moment] = ['luca', [-47, '22:40']];

/** Ten seats for eighteen people; one of them holds a unit and is left out. */
export const SECOND_APPLICATIONS: Applications = [
  ['manman', [-12, '12:08']],
  ['tiechui', [-12, '12:31']],
  ['xiaoman', [-12, '19:02']],
  ['yulin', [-11, '20:26']],
  ['jinjiang', [-11, '20:41']],
  ['qingya', [-11, '22:15']],
  ['luca', [-10, '16:44']],
  ['ingrid', [-10, '18:09']],
  ['chuanchuan', [-9, '12:33']],
  ['dana', [-9, '21:05']],
  ['dukou', [-8, '13:12']],
  ['diego', [-8, '17:50']],
  ['panda', [-7, '19:28']],
  ['daliu', [-6, '13:55']],
  ['mai', [-6, '14:36']],
  ['cenyu', [-5, '20:12']],
  ['bashan', [-5, '21:47']],
  ['amara', [-4, '15:04']],
];

/** When the list was taken and the lots were drawn, and what the winners did with their offers. */
export const DRAW = {
  drawnOn: [-3, '10:00'] as Moment,
  /** Everybody signs but the winner of this seat, whose offer lapses and goes down the line. */
  silentSeat: 3,
  signedOn: [-3, '18:10'] as Moment,
  rolledDownOn: [-1, '11:30'] as Moment,
  /** The first so many parcels are on their way. */
  shippedSeats: 4,
  shippedOn: [-1, '16:40'] as Moment,
};

/** They wait for the third round to open. */
export const THIRD_APPLICATIONS: Applications = [
  ['nikos', [-2, '14:20']],
  ['daliu', [-2, '15:31']],
  ['cenyu', [-2, '20:02']],
  ['amara', [-2, '21:16']],
  ['panda', [-1, '12:40']],
  ['ingrid', [-1, '13:05']],
  ['bashan', [-1, '20:50']],
];

export const CODES = {
  issuedOn: [-2, '16:00'] as Moment,
  count: 5,
  expiresOn: [8, '20:00'] as Moment,
  note: 'Repair café, spring tour',
  redeemed: { by: 'nikos', on: [-1, '09:15'] as Moment },
};

export const STOCK = {
  arrivedOn: [-46, '14:00'] as Moment,
  /** Of the first round, beyond those that were given out. */
  spares: 4,
  /** One of them was broken out of the box. */
  writtenOff: { on: [-40, '15:20'] as Moment, note: '开箱屏幕碎裂，供应商已认。' },
  /** Of the second round, beyond those that were signed for. */
  secondSpares: 3,
  secondArrivedOn: [-6, '14:30'] as Moment,
};
