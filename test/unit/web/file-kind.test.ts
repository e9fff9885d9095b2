import { expect } from 'chai';
import { isRefusedKind } from '../../../src/web/file-kind.js';

const elf = (type: number) => {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head[5] = 1;
  head.writeUInt16LE(type, 16);
  return head;
};
const zip = (name: string) => {
  const head = Buffer.alloc(30 + name.length);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(name.length, 26);
  head.write(name, 30);
  return head;
};
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('kinds of files', () => {
  const refused: readonly [string, Buffer][] = [
    ['an ELF program', elf(2)],
    ['a shared library', elf(3)],
    ['a Windows program', Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(60)])],
    ['a Mach-O program', Buffer.from('cffaedfe07000001', 'hex')],
    ['a Mach-O for several processors', Buffer.from('cafebabe00000002', 'hex')],
    ['Dalvik code', Buffer.from('dex\n035\0')],
    ['an Android package', zip('AndroidManifest.xml')],
    ['a page', Buffer.from('<!DOCTYPE html><title>x</title>')],
    ['a page after blanks and a comment', Buffer.from('\n <!-- hi --> <HTML lang="en">')],
    ['a script', Buffer.from('<script>alert(1)</script>')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [
      'an SVG with a prologue',
      Buffer.from('\uFEFF<?xml version="1.0"?>\n<!-- x --><svg/>'.replace('/>', ' />')),
    ],
    ['an SVG in UTF-16', utf16('<svg onload="x">')],
  ];
  for (const [what, head] of refused)
    it(`refuses ${what}`, () => {
      expect(isRefusedKind(head)).to.equal(true);
    });

  const kept: readonly [string, Buffer][] = [
    ['an empty file', Buffer.alloc(0)],
    ['one byte', Buffer.from('M')],
    ['a text that begins with MZ', Buffer.from('MZ 12-01 began here and went on for a while')],
    ['a log', Buffer.from('01-01 12:00:00.000 E AndroidRuntime: FATAL EXCEPTION: main')],
    ['a log that names a page', Buffer.from('I/chromium: <!doctype html>')],
    ['a core dump', elf(4)],
    ['a bugreport', zip('version.txt')],
    ['a cut-off archive', Buffer.from('PK\x03\x04')],
    ['gzip', Buffer.from('1f8b0800', 'hex')],
    ['a UTF-16 log', utf16('日志')],
    ['XML that is no picture', Buffer.from('<?xml version="1.0"?><hierarchy/>')],
    ['a shell script', Buffer.from('#!/bin/sh\n')],
  ];
  for (const [what, head] of kept)
    it(`keeps ${what}`, () => {
      expect(isRefusedKind(head)).to.equal(false);
    });
});
