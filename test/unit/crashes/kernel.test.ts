import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { CrashFrame, FoundCrash } from '../../../src/features/crashes/crash.js';
import { readKernelHeader } from '../../../src/features/crashes/detectors/kernel-header.js';
import { parseKernelFrame } from '../../../src/features/crashes/detectors/kernel-frame.js';
import { readKernelLine } from '../../../src/features/crashes/detectors/kernel-line.js';
import { isFatalKernelType, kernelPlace } from '../../../src/features/crashes/kernel-signature.js';
import { crashesIn, fixture } from './read-text.js';

const crashesOf = (name: string): readonly FoundCrash[] =>
  crashesIn(readFileSync(fixture(name), 'utf8'));

const framesOf = (names: readonly string[]): readonly CrashFrame[] =>
  names.map((name) => ({ module: '', function: name, inApp: false }));

describe('a line of the kernel', () => {
  const LINES: readonly (readonly [string, string, string, string])[] = [
    ['[   12.345678] usb: reset', '12.345678', '', ' usb: reset'],
    ['<4>[   12.345678][  T123] usb: reset', '12.345678', 'T123', ' usb: reset'],
    ['[   12.345678] [    C0] usb: reset', '12.345678', 'C0', ' usb: reset'],
    ['[   12.345678] (3)[456:kworker/3:1]usb: reset', '12.345678', 'T456', 'usb: reset'],
    ['<6>[   12.345678]  [3:   kworker/3:1:  456] usb: reset', '12.345678', 'T456', ' usb: reset'],
    ['[Fri Aug 14 21:03:11 2026] usb: reset', 'Fri Aug 14 21:03:11 2026', '', ' usb: reset'],
    ['[   12.345678] -(3)[456:kworker/3:1]usb: reset', '12.345678', 'T456', 'usb: reset'],
    ['[   12.345678] (CPU:3-pid:456:init) [21:03:11.402] usb', '12.345678', 'T456', ' usb'],
    ['<6>[   12.345678] c3    456 (kworker/3:1) usb: reset', '12.345678', 'T456', ' usb: reset'],
    ['[   12.345678 / 08-14 21:03:11.402][3] usb: reset', '12.345678', '', ' usb: reset'],
    ['[Aug14 21:03] usb: reset', 'Aug14 21:03', '', ' usb: reset'],
    ['Aug 14 21:03:11 lynx kernel: usb: reset', 'Aug 14 21:03:11', '', 'usb: reset'],
    ['Aug 14 21:03:11 lynx kernel: [   12.345678] usb: reset', '12.345678', '', ' usb: reset'],
    ['2026-08-14T21:03:11+0800 lynx kernel: usb', '2026-08-14T21:03:11+0800', '', 'usb'],
    ['console login: [   12.345678] usb: reset', '12.345678', '', ' usb: reset'],
  ];
  for (const [line, at, context, text] of LINES) {
    it(`says when and who: ${line}`, () => {
      expect(readKernelLine(line)).to.include({ at, context, text });
    });
  }

  it('is without its time where dmesg only says how long after the last', () => {
    const line = readKernelLine('[  +0.000012] Call trace:');
    expect(line).to.include({ at: undefined, text: ' Call trace:' });
  });

  it('is its own text without a stamp', () => {
    expect(readKernelLine('Call trace:')).to.include({ at: undefined, text: 'Call trace:' });
  });
});

describe('a frame of the kernel', () => {
  const FRAMES: readonly (readonly [string, string | undefined, string | undefined])[] = [
    [' [<ffffffff81d91389>] dump_stack+0xc1/0x128', 'dump_stack', undefined],
    [' fb_panel_tick+0x1c8/0x2a0 [fb_panel]', 'fb_panel_tick', 'fb_panel'],
    [' fb_panel_tick+0x1c8/0x2a0 [fb_panel 0123abcd]', 'fb_panel_tick', 'fb_panel'],
    ['[<bf0a>] (fb_poll [fb_touch]) from [<8015>] (sys_read+0x16/0x1d)', 'fb_poll', 'fb_touch'],
    [' [] fb_panel_tick+0x1c8/0x2a0', 'fb_panel_tick', undefined],
    [' dump_backtrace from show_stack+0x18/0x1c', 'dump_backtrace', undefined],
    [' <IRQ>  [<ffffffff816efb87>] sched_show_task+0x31a/0x325', 'sched_show_task', undefined],
    [' ? schedule+0x2bf/0x390', undefined, undefined],
    [' [<ffffffff81>] ? schedule+0x2bf/0x390', undefined, undefined],
    ['R10: 0000000000000000 R11: 0000000000000206', undefined, undefined],
  ];
  for (const [line, name, module] of FRAMES) {
    it(`names its function: ${line.trim()}`, () => {
      const frame = parseKernelFrame(line);
      expect([frame?.function, frame?.module]).to.deep.equal([name, module]);
    });
  }
});

describe('the first words of a kernel report', () => {
  const HEADERS: readonly (readonly [string, string | undefined])[] = [
    ['BUG: KASAN: slab-out-of-bounds in fb_read+0x1/0x2', 'KASAN: slab-out-of-bounds'],
    ['BUG: KASAN: double-free in kfree+0x1/0x2', 'KASAN: invalid-free'],
    ['BUG: KFENCE: use-after-free read in fb_read+0x1/0x2', 'KFENCE: use-after-free read'],
    [
      'BUG: unable to handle page fault for address: ffff',
      'BUG: unable to handle kernel paging request',
    ],
    [
      'Unable to handle kernel paging request at virtual address 1',
      'BUG: unable to handle kernel paging request',
    ],
    [
      'BUG: kernel NULL pointer dereference, address: 18',
      'BUG: unable to handle kernel NULL pointer dereference',
    ],
    ['kernel BUG at fs/fb.c:212!', 'kernel BUG'],
    [
      'general protection fault, probably for non-canonical address 0xdf: 0000 [#1]',
      'general protection fault',
    ],
    ['WARNING: CPU: 0 PID: 1 at fs/fb.c:2 fb_open+0x1/0x2', 'WARNING'],
    ['WARNING: fs/fb.c:2 at fb_open+0x1/0x2, CPU#0: init/1', 'WARNING'],
    [
      'WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0x1/0x2',
      'WARNING: refcount bug',
    ],
    ['watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [init:1]', 'BUG: soft lockup'],
    ['NMI watchdog: Watchdog detected hard LOCKUP on cpu 3', 'BUG: hard lockup'],
    ['rcu: INFO: rcu_preempt self-detected stall on CPU', 'INFO: rcu detected stall'],
    ['INFO: task init:1 blocked for more than 120 seconds.', 'INFO: task hung'],
    ['WARNING: possible circular locking dependency detected', 'possible deadlock'],
    ['UBSAN: array-index-out-of-bounds in drivers/fb.c:3:14', 'UBSAN: array-index-out-of-bounds'],
    [
      'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b',
      'kernel panic: Attempted to kill init! exitcode=<hex>',
    ],
    ['BUG: scheduling while atomic: init/1/0x00000002', 'BUG: scheduling while atomic'],
    ['INFO: lockdep is turned off.', undefined],
    ['random: crng init done', undefined],
  ];
  for (const [line, type] of HEADERS) {
    it(`name what happened: ${line}`, () => {
      expect(readKernelHeader(line, true)?.type).to.equal(type);
    });
  }

  it('tell what ends the phone from what it survives', () => {
    expect(isFatalKernelType('kernel panic: x')).to.equal(true);
    expect(isFatalKernelType('WARNING')).to.equal(false);
  });
});

describe('the place of a kernel report', () => {
  const PLACES: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['WARNING', ['dump_stack', '__warn', 'fb_vote', 'fb_set'], 'fb_vote'],
    ['KASAN: use-after-free Read', ['kasan_report', '_raw_spin_lock', 'fb_read'], 'fb_read'],
    ['INFO: rcu detected stall', ['memset', 'fb_scan', 'process_one_work'], 'fb_scan'],
    ['BUG: soft lockup', ['memset', '__arm64_sys_fb', 'invoke_syscall'], 'sys_fb'],
    ['BUG: soft lockup', ['smp_call_function_single', 'fb_flush'], 'smp_call_function'],
    ['INFO: task hung', ['__schedule', 'mutex_lock', 'fb_open'], 'fb_open'],
    ['INFO: task hung', ['__schedule', 'synchronize_srcu', 'fb_open'], 'synchronize_rcu'],
    ['BUG: Bad page state', ['fb_open'], undefined],
  ];
  for (const [type, names, place] of PLACES) {
    it(`is ${place ?? 'none'} for ${type} in ${names.join(', ')}`, () => {
      expect(kernelPlace(type, framesOf(names))?.function).to.equal(place);
    });
  }
});

describe('a report with words of its own', () => {
  const REPORTS: readonly (readonly [string, string])[] = [
    [
      `WARNING: possible circular locking dependency detected
init/1 is trying to acquire lock:
ffff0000c495a9d8 (&fb->lock){+.+.}-{2:2}, at: fb_open+0x90/0x334
but task is already holding lock:
ffff0000c495a9d8 (&fb->other){+.+.}-{2:2}, at: fb_close+0x90/0x334`,
      'possible deadlock in fb_open',
    ],
    [
      `WARNING: bad unlock balance detected!
init/1 is trying to release lock (&fb->lock) at:
[<ffffffff8533d2ce>] fb_unlock+0x24e/0x4a0
but there are no more locks to release!`,
      'BUG: bad unlock balance in fb_unlock',
    ],
    [
      `BUG: KFENCE: use-after-free read in memcpy+0x1/0x2

Use-after-free read at 0x000000001 (in kfence-#3):
 memcpy+0x1/0x2
 fb_copy+0x24/0x4a`,
      'KFENCE: use-after-free read in fb_copy',
    ],
    [
      `BUG: memory leak
unreferenced object 0xffff (size 32):
  backtrace (crc 12ab34cd):
    [<00000000cad3d4c8>] kmalloc_node+0x1/0x2
    [<00000000cad3d4c8>] fb_probe+0x1/0x2`,
      'BUG: memory leak in fb_probe',
    ],
    [
      `CFI failure at fb_notify+0x24/0x38 (target: fb_work+0x0/0x4; expected type: 0x1)
Internal error: Oops - CFI: 00000000f2008228 [#1] PREEMPT SMP
CPU: 1 PID: 77 Comm: fbd Tainted: G           O       6.1.75-android14 #1
pc : fb_notify+0x24/0x38`,
      'CFI failure in fb_notify (fbd)',
    ],
    [
      `SError Interrupt on CPU2, code 0x00000000be000011 -- SError
CPU: 2 PID: 9 Comm: fbd Not tainted 6.1.75-android14 #1
pc : fb_readl+0x24/0x38
Kernel panic - not syncing: Asynchronous SError Interrupt`,
      'SError interrupt in fb_readl (fbd)',
    ],
  ];
  for (const [text, title] of REPORTS) {
    it(`is ${title}`, () => {
      expect(crashesIn(text).map((crash) => crash.title)).to.deep.equal([title]);
    });
  }
});

describe('kernel logs', () => {
  it('hold two reports that two processors write at once', () => {
    const [memory, warning, ...more] = crashesOf('kernel-interleaved.log');
    expect(more).to.deep.equal([]);
    expect(memory).to.include({
      kind: 'kernel',
      exception: 'KASAN: use-after-free Read',
      process: 'swapper/2',
      at: '41.203002',
      line: 3,
      title: 'KASAN: use-after-free Read in fb_panel:fb_panel_tick (swapper/2)',
    });
    expect(memory?.device.kernel).to.equal('5.10.198-android13-4');
    expect(warning).to.include({ exception: 'WARNING', pid: 914, line: 12, lastLine: 30 });
    expect(warning?.frames.map((frame) => frame.function)).to.deep.equal([
      'fb_charger_vote',
      'fb_charger_set_current',
      'power_supply_set_property',
      '__arm64_sys_write',
    ]);
  });

  it('give one key from pstore and from logcat, and count the panic that follows once', () => {
    const [stored, ...more] = crashesOf('kernel-last-kmsg.txt');
    const [logged] = crashesOf('kernel-logcat.log');
    expect(more).to.deep.equal([]);
    expect(stored).to.include({ process: 'surfaceflinger', pid: 611, at: '812.902113' });
    expect(logged).to.include({ key: stored?.key, at: '08-14 21:03:12.118' });
  });

  it('are read from 32-bit arm, whose counter may stand in a helper', () => {
    const [crash] = crashesOf('kernel-arm.txt');
    expect(crash?.title).to.equal(
      'BUG: unable to handle kernel paging request in fb_touch:fb_touch_read (fb_sensord)',
    );
  });

  it('are not what apps write of their own bugs', () => {
    const log = `08-14 21:03:11.402  5310  5310 E Notes   : Internal error: Oops, no note
08-14 21:03:11.402  5310  5310 E Notes   : BUG: note 7 has no title
08-14 21:03:11.403  5310  5310 E Notes   : WARNING: CPU: 0 PID: 1 at fs/fb.c:2 fb_open+0x1/0x2
BUG: note 7 has no title`;
    expect(crashesIn(log)).to.deep.equal([]);
  });

  it('end where a new section begins', () => {
    const log = readFileSync(fixture('kernel-last-kmsg.txt'), 'utf8');
    const trace = readFileSync(fixture('java-studio.log'), 'utf8');
    const kinds = crashesIn(`${log}------ SYSTEM LOG ------\n${trace}`).map(({ kind }) => kind);
    expect(kinds).to.deep.equal(['kernel', 'java']);
  });
});
