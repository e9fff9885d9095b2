import { expect } from 'chai';
import { planEntries } from '../../../src/features/crashes/bugreport.js';

const plan = (names: readonly string[], main?: string) => {
  const { wanted, unread } = planEntries(
    names.map((name, index) => ({ name, size: 100 - index })),
    main,
  );
  return { wanted: wanted.map(({ name }) => name), unread: unread.map(({ name }) => name) };
};

describe('the entries of an archive', () => {
  it('are read main text first, then the files of the phone that hold crashes', () => {
    const { wanted, unread } = plan(
      [
        'version.txt',
        'main_entry.txt',
        'dumpstate_log.txt',
        'FS/data/tombstones/tombstone_00.pb',
        'FS/data/anr/anr_2026-08-14-21-20-00-000',
        'FS/data/misc/wifi/wlan.txt',
        'FS/data/miuilog/stability/reboot/1_javacrash_x.zip',
        'bugreport-other.txt',
        'renamed by hand.txt',
        'proto/activity.proto',
        'visible_windows.zip',
        'screenshot.png',
      ],
      'renamed by hand.txt',
    );
    expect(wanted).to.deep.equal([
      'renamed by hand.txt',
      'FS/data/tombstones/tombstone_00.pb',
      'FS/data/anr/anr_2026-08-14-21-20-00-000',
      'FS/data/miuilog/stability/reboot/1_javacrash_x.zip',
      'bugreport-other.txt',
    ]);
    expect(unread).to.have.length(7);
  });

  it('have the largest bug report text as the main one when nothing names it', () => {
    expect(plan(['bugreport-b.txt', 'bugreport-a.txt']).wanted[0]).to.equal('bugreport-b.txt');
    expect(plan(['notes.txt', 'out/bugreport-a.txt'], 'gone.txt').wanted[0]).to.equal(
      'out/bugreport-a.txt',
    );
  });

  it('are chosen the same when people packed the unpacked folder again', () => {
    const { wanted, unread } = plan(['mine/FS/data/anr/anr_1', 'mine/FS/data/misc/a.txt']);
    expect(wanted).to.deep.equal(['mine/FS/data/anr/anr_1']);
    expect(unread).to.deep.equal(['mine/FS/data/misc/a.txt']);
  });

  it("are all read in somebody's own collection, but for Bluetooth traffic", () => {
    const { wanted, unread } = plan(['a.log', 'proto/b.bin', 'c.png', 'common/btsnoop_hci.log']);
    expect(wanted).to.deep.equal(['a.log', 'proto/b.bin', 'c.png']);
    expect(unread).to.deep.equal(['common/btsnoop_hci.log']);
  });
});
