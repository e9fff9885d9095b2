import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Experience, ExperienceFigures, LineFigure } from './experience.js';
import type { Poll } from './poll.js';
import type { Ballot, Choice } from './popcorn.js';
import type { LineReactions } from './reaction.js';
import type { Count } from './tally.js';

const required = { required: true } as const;
const text = { type: String, ...required } as const;
const anyText = { type: String, default: '' } as const;
const texts = { type: [String], default: [] } as const;
const number = { type: Number, ...required } as const;
const date = { type: Date, ...required } as const;
const dateOrNull = { type: Date, default: null } as const;
const part = { ...recordOptions, _id: false } as const;

const choiceSchema = new Schema<Choice>({ engineerId: text, at: date }, part);
const ballotSchema = new Schema<Stored<Ballot>>(
  {
    _id: text,
    releaseId: text,
    personId: text,
    used: number,
    choices: { type: [choiceSchema], default: [] },
  },
  recordOptions,
);
ballotSchema.index({ releaseId: 1, used: 1 }, { name: 'by_release' });

const countSchema = new Schema<Count>({ engineerId: text, votes: number, reachedAt: date }, part);
const lineSchema = new Schema<LineFigure>(
  { defectRef: text, liked: number, annoyed: number },
  part,
);
const figuresSchema = new Schema<ExperienceFigures>(
  { people: number, feelSum: number, lines: { type: [lineSchema], default: [] } },
  part,
);
const pollSchema = new Schema<Stored<Poll>>(
  {
    _id: text,
    modelCode: text,
    build: text,
    closesAt: date,
    state: text,
    remindedAt: dateOrNull,
    countedAt: dateOrNull,
    voters: number,
    counts: { type: [countSchema], default: [] },
    winnerIds: texts,
    figures: { type: figuresSchema, default: null },
  },
  recordOptions,
);
pollSchema.index({ state: 1 }, { name: 'by_state' });
pollSchema.index({ countedAt: -1, _id: -1 }, { name: 'newest_first' });
pollSchema.index({ winnerIds: 1, countedAt: -1 }, { name: 'by_winner' });

const experienceSchema = new Schema<Stored<Experience>>(
  {
    _id: text,
    releaseId: text,
    personId: text,
    place: text,
    liked: texts,
    annoyed: texts,
    annoyedText: anyText,
    feel: number,
    next: anyText,
    createdAt: date,
    updatedAt: date,
  },
  recordOptions,
);
experienceSchema.index({ releaseId: 1, place: 1 }, { name: 'by_place' });

const reactionsSchema = new Schema<Stored<LineReactions>>(
  {
    _id: text,
    releaseId: text,
    defectRef: text,
    great: texts,
    needs_work: texts,
    greatCount: number,
    needsWorkCount: number,
  },
  recordOptions,
);
reactionsSchema.index({ releaseId: 1 }, { name: 'by_release' });

export const ballotModel = (connection: Connection) =>
  connection.model<Stored<Ballot>>('Ballot', ballotSchema, 'ballots');
export const pollModel = (connection: Connection) =>
  connection.model<Stored<Poll>>('Poll', pollSchema, 'popcorn_polls');
export const experienceModel = (connection: Connection) =>
  connection.model<Stored<Experience>>('Experience', experienceSchema, 'experiences');
export const reactionsModel = (connection: Connection) =>
  connection.model<Stored<LineReactions>>('LineReactions', reactionsSchema, 'line_reactions');
