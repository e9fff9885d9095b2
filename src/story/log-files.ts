import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { calendarDay, wallClock } from '../kernel/time-zone.js';
import { createChance, type Chance } from './chance.js';
import { zipOf } from './zip.js';

/** The same folder from `src` and from `dist`: the templates are data and are not compiled. */
const LOGS_DIR = new URL('../../src/story/logs/', import.meta.url);

/** The phone that wrote the log, and when. */
export interface LogFacts {
  readonly at: Date;
  readonly zone: string;
  readonly build: string;
  /** 1 for the first build: code lines move a little from one to the next. */
  readonly buildOrder: number;
  readonly revision: string;
  readonly seed: number;
}

export type Packing = 'plain' | 'gzip' | 'zip' | 'utf16' | 'garbage';

/** The file as the tester's phone would send it: its name and its bytes. */
export interface LogFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Reads the template, fills it for one phone and one moment, and packs it. */
export function makeLogFile(template: string, packing: Packing, facts: LogFacts): LogFile {
  const chance = createChance(facts.seed);
  const stamp = calendarDay(facts.at, facts.zone).replaceAll('-', '');
  const name = template.replace('.', `-${stamp}.`);
  if (packing === 'garbage') return { name: `dump-${stamp}.bin`, bytes: noise(chance, 24_000) };
  const text = fillLog(readFileSync(new URL(template, LOGS_DIR), 'utf8'), facts, chance);
  switch (packing) {
    case 'plain':
      return { name, bytes: Buffer.from(text) };
    case 'gzip':
      return { name: `${name}.gz`, bytes: gzipSync(text) };
    case 'zip':
      return { name: `logs-${stamp}.zip`, bytes: zipOf([{ name: `logs/${name}`, text }]) };
    case 'utf16':
      return { name, bytes: Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`, 'utf16le') };
  }
}

/** Starts like nothing we read and holds no text. */
const noise = (chance: Chance, size: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: size }, () => chance.between(0, 255)));

const PLACE = /\{\{(\w+)(?::([\w-]+))?\}\}/g;

/**
 * Fills the placeholders of a template. `t`, `T` and `nanos` are times that move on by at most the
 * given milliseconds; `pid`, `tid` and `id:NAME` stay the same within a file; `n:LOW-HIGH` and
 * `hex:DIGITS` are new at every place; `line` and `pc` move with the build.
 */
export function fillLog(template: string, facts: LogFacts, chance: Chance): string {
  const pid = chance.between(3000, 29_000);
  const kept = new Map<string, string>([
    ['pid', String(pid)],
    ['tid', String(pid + chance.between(17, 90))],
    ['fingerprint', fingerprint(facts)],
    ['build', facts.build],
    ['revision', facts.revision],
    // One library is built once per firmware, whoever runs it.
    ['buildid', createChance(facts.buildOrder).hex(32)],
  ]);
  let at = facts.at.getTime();

  function timeAfter(stepMs: string): string {
    at += chance.between(0, Number(stepMs || 2));
    return localTime(new Date(at), facts.zone);
  }

  function fill(_: string, name: string, detail = ''): string {
    switch (name) {
      case 't':
        return timeAfter(detail).slice('2026-'.length);
      case 'T':
        return timeAfter(detail);
      case 'nanos':
        return `${timeAfter('')}${chance.between(100_000, 999_999)}`;
      case 'n': {
        const [low = 0, high = 0] = detail.split('-').map(Number);
        return String(chance.between(low, high));
      }
      case 'hex':
        return chance.hex(Number(detail));
      case 'line':
        return String(Number(detail) + 3 * (facts.buildOrder - 1));
      case 'pc':
        return (Number.parseInt(detail, 16) + 64 * (facts.buildOrder - 1)).toString(16);
      case 'id':
        return remember(`id:${detail}`, () => String(chance.between(1000, 2900)));
      default:
        return remember(name, () => {
          throw new Error(`A log template asks for ${name}`);
        }).padStart(Number(detail || 0));
    }
  }

  function remember(name: string, make: () => string): string {
    const known = kept.get(name) ?? make();
    kept.set(name, known);
    return known;
  }

  return template.replace(PLACE, fill);
}

/** As `ro.build.fingerprint` is made: brand/product/device:release/id/incremental:type/tags. */
const fingerprint = ({ build, buildOrder }: LogFacts): string =>
  `firstbatch/f1/f1:16/FB1A.26030${buildOrder}.00${buildOrder}/${build}:userdebug/dev-keys`;

/** `2026-03-03 10:00:00.123` on the wall of the zone. */
function localTime(at: Date, zone: string): string {
  const { hour, minute } = wallClock(at, zone);
  const digits = (value: number, length = 2) => String(value).padStart(length, '0');
  const seconds = `${digits(at.getUTCSeconds())}.${digits(at.getUTCMilliseconds(), 3)}`;
  return `${calendarDay(at, zone)} ${digits(hour)}:${digits(minute)}:${seconds}`;
}
