import { expect } from 'chai';
import { crashesIn } from './read-text.js';

const DIGEST = '721e786f2f18e400c95d6abc19d0c676';

const record = (facts: readonly string[], details: readonly string[] = []): string =>
  [
    '---------- VM reboot records ----------',
    'record time      :2026-08-14 13:12:32',
    'os version     :OS3.0.7.0.VXACNXM',
    'process          :system_server',
    ...facts,
    `dgt              :${DIGEST}`,
    ...(details.length > 0 ? ['det              :', ...details] : []),
    '------------------------------------',
  ].join('\n');

const TRACE = [
  'java.lang.IllegalStateException: no display 4',
  '\tat com.android.server.display.Panel.dim(Panel.java:7)',
];

describe('records of the quality service', () => {
  it('give the crash of their details with the digest, the process and the time', () => {
    const [crash, ...more] = crashesIn(record(['vm reboot        :Java Exception'], TRACE));
    expect(more).to.deep.equal([]);
    expect(crash).to.include({
      kind: 'java',
      process: 'system_server',
      exception: 'java.lang.IllegalStateException',
      at: '2026-08-14 13:12:32',
      digest: DIGEST,
    });
    expect(crash?.frames).to.have.length(1);
  });

  it('give what their summary says where there are no details', () => {
    const sum = 'sum              :java.lang.IllegalStateException: no display 4';
    expect(crashesIn(record(['vm reboot        :Java Exception', sum]))[0]).to.include({
      kind: 'java',
      exception: 'java.lang.IllegalStateException',
      digest: DIGEST,
    });
  });

  it('give restarts that nobody asked for, each of its own time', () => {
    const panic = record(['kernelreboot     :kernel_panic']);
    const asked = record(['kernelreboot     :reboot,userrequested']);
    const later = panic.replace('13:12:32', '19:00:00');
    const crashes = crashesIn([panic, asked, later].join('\n'));
    expect(crashes.map(({ kind, exception }) => [kind, exception])).to.deep.equal([
      ['reboot', 'kernel_panic'],
      ['reboot', 'kernel_panic'],
    ]);
  });

  it('are found deep in a long report as well', () => {
    const calm = 'I/Cam( 7): calm\n'.repeat(3000);
    expect(crashesIn(calm + record(['vm reboot        :Java Exception'], TRACE))).to.have.length(1);
  });
});
