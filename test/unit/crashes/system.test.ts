import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { looksLikeAcra, readAcra } from '../../../src/features/crashes/acra.js';
import { readDropBoxName } from '../../../src/features/crashes/detectors/dropbox.js';
import { readBootReason } from '../../../src/features/crashes/detectors/reboot.js';
import { examineFile } from '../../../src/features/crashes/examine-file.js';
import { crashesIn, fixture } from './read-text.js';

const textOf = (name: string): string => readFileSync(fixture(name), 'utf8');

const FINGERPRINT = 'firstbatch/aurora/aurora:14/UP1A.260805.001/V816.0.12.0:userdebug/test-keys';

describe('the watchdog of the system server', () => {
  it('names what it waited for and where that stood', () => {
    const [crash, ...more] = crashesIn(textOf('watchdog.log'));
    expect(more).to.deep.equal([]);
    expect(crash).to.include({
      kind: 'watchdog',
      process: 'system_server',
      pid: 1404,
      thread: 'android.fg',
      exception: 'monitor com.android.server.am.ActivityManagerService',
      line: 2,
      lastLine: 12,
    });
    expect(crash?.frames).to.have.length(4);
  });

  it('is no crash while it only warns', () => {
    const [warning = ''] = textOf('watchdog.log').split('\n');
    expect(warning).to.include('HALF_WATCHDOG');
    expect(crashesIn(warning)).to.deep.equal([]);
  });

  it('is the same hang from any build, whatever else was blocked', () => {
    const log = textOf('watchdog.log');
    const other = log.replace(', Blocked in handler on main thread (main) for 61s', '');
    expect(crashesIn(other.replace(':16412', ':16500'))[0]?.key).to.equal(crashesIn(log)[0]?.key);
  });

  it('is one with the dump of the threads it takes', () => {
    const dump = `----- pid 1404 at 2026-08-14 21:03:12 -----
Cmd line: system_server
"main" prio=5 tid=1 Blocked
  at com.android.server.wm.WindowManagerService.relayout(WindowManagerService.java:2244)`;
    const crashes = crashesIn(`${textOf('watchdog.log')}\n${dump}`);
    expect(crashes.map(({ kind }) => kind)).to.deep.equal(['watchdog']);
  });
});

describe('DropBox entries', () => {
  const crashes = crashesIn(textOf('dropbox.txt'));

  it('are read by what their body is, without those of handled trouble', () => {
    expect(crashes.map(({ kind, process }) => `${kind} ${process ?? ''}`)).to.deep.equal([
      'java com.firstbatch.notes',
      'anr com.firstbatch.camera',
      'watchdog system_server',
      'kernel init',
    ]);
  });

  it('give process, time and build to the body', () => {
    expect(crashes[0]).to.include({ pid: 5310, at: '2026-08-14 21:03:11' });
    for (const crash of crashes) expect(crash.device.fingerprint).to.equal(FINGERPRINT);
  });

  it('give the reason to the threads of an app that hung', () => {
    expect(crashes[1]?.message).to.match(/^Input dispatching timed out/);
    expect(crashes[1]?.frames[0]?.function).to.equal('close');
  });

  it('say tag and time in the names of their files', () => {
    const name = 'FS/data/system/dropbox/data_app_crash@1786712591402.txt.gz';
    const at = '1786712591.402';
    expect(readDropBoxName(name)).to.deep.equal({ tag: 'data_app_crash', at });
    expect(readDropBoxName('data_app_crash.txt')).to.deep.equal({});
  });
});

describe('reasons of a restart', () => {
  const REASONS: readonly (readonly [string, string | undefined])[] = [
    ['kernel_panic,bug', 'kernel_panic'],
    ['reboot,kernel_panic', 'kernel_panic'],
    ['watchdog', 'watchdog'],
    ['wdog_bark', 'watchdog'],
    ['shutdown,thermal,battery', 'thermal'],
    ['modem_err', 'modem'],
    ['hw_reset', 'hw_reset'],
    ['reboot,rescueparty', 'rescueparty'],
    ['reboot,userrequested', undefined],
    ['reboot,ota', undefined],
    ['reboot', undefined],
    ['shutdown,battery', undefined],
    ['cold,powerkey', undefined],
    ['bootloader', undefined],
  ];
  for (const [raw, canonical] of REASONS) {
    it(`${raw} is ${canonical ?? 'nobody’s fault'}`, () => {
      expect(readBootReason(raw)).to.equal(canonical);
    });
  }

  it('are found in properties and in the log of the last kernel, once', () => {
    const crashes = crashesIn(
      '[sys.boot.reason]: [kernel_panic,bug]\n[ro.boot.bootreason]: [kernel_panic]\n' +
        '[    0.100000] Last boot reason: kernel_panic',
    );
    expect(crashes.map(({ title }) => title)).to.deep.equal(['Restart: kernel_panic']);
  });

  it('are witnesses of the panic where its report is there', () => {
    const log = `[ro.boot.bootreason]: [kernel_panic]\n${textOf('kernel-last-kmsg.txt')}`;
    const [crash, ...more] = crashesIn(log);
    expect(more).to.deep.equal([]);
    expect(crash).to.include({ kind: 'kernel', line: 3 });
    expect(crash?.witnesses).to.deep.equal([{ entry: '', line: 1 }]);
  });
});

describe('reports of ACRA', () => {
  it('give trace, time and phone, from the line of the trace', async () => {
    const { crashes } = await examineFile(fileURLToPath(fixture('acra.json')));
    expect(crashes).to.have.length(1);
    expect(crashes[0]).to.include({
      kind: 'java',
      process: 'com.firstbatch.notes',
      thread: 'main',
      exception: 'java.lang.IllegalArgumentException',
      at: '2026-08-14T21:03:11.402+08:00',
      line: 14,
    });
    expect(crashes[0]?.device).to.include({
      fingerprint: FINGERPRINT,
      model: 'Aurora P1',
      sdk: 34,
    });
  });

  it('are one line for some senders', () => {
    const line = JSON.stringify(JSON.parse(textOf('acra.json')));
    expect(readAcra(line).lines).to.deep.equal(readAcra(textOf('acra.json')).lines);
  });

  const TEXT = `ANDROID_VERSION=16
APP_VERSION_NAME=2.9
PACKAGE_NAME=com.firstbatch.notes
PHONE_MODEL=Aurora P1
USER_CRASH_DATE=2026-08-14T21:03:11.402+08:00
STACK_TRACE=java.lang.IllegalStateException: no page: 7
\tat com.firstbatch.notes.Page.open(Page.kt:41)
BUILD=DEVICE=lynx
FINGERPRINT=firstbatch/lynx/lynx:16/AP4A/104:user/release-keys
`;
  /** In one line, as files of version 4 hold a value. */
  const escaped = TEXT.replace('7\n\t', '7\\n\\t')
    .replaceAll(/(?<=\d|no page):/g, '\\:')
    .replace(/^/, '#Fri Aug 14\n');
  const TEXTS = { mails: TEXT, 'blanks around the sign': TEXT.replaceAll('=', ' : '), escaped };
  for (const [name, text] of Object.entries(TEXTS)) {
    it(`may be text: ${name}`, () => {
      expect(looksLikeAcra(Buffer.from(text))).to.equal(true);
      const { lines, at, device, app } = readAcra(text);
      expect(lines.slice(1)).to.deep.equal([
        'Process: com.firstbatch.notes',
        'java.lang.IllegalStateException: no page: 7',
        '\tat com.firstbatch.notes.Page.open(Page.kt:41)',
      ]);
      expect(at).to.equal('2026-08-14T21:03:11.402+08:00');
      expect(device).to.include({ model: 'Aurora P1', device: 'lynx', androidVersion: '16' });
      expect(app).to.deep.equal({ package: 'com.firstbatch.notes', versions: ['2.9'] });
    });
  }

  it('of handled errors are no crash', () => {
    const silent = textOf('acra.json').replace('"IS_SILENT": false', '"IS_SILENT": true');
    expect(readAcra(silent).lines).to.deep.equal([]);
  });

  it('that were cut off are read as far as they go', () => {
    const cut = readAcra(textOf('acra.json').slice(0, -120));
    expect(cut.isWhole).to.equal(false);
    const [crash] = crashesIn(cut.lines.join('\n'));
    expect(crash).to.include({ exception: 'java.lang.IllegalArgumentException' });
  });
});
