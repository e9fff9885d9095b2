import { expect } from 'chai';
import { BUGREPORT_PATTERNS } from '../../../src/features/crashes/bugreport.js';
import { ACRA_PATTERNS } from '../../../src/features/crashes/acra.js';
import { DROPBOX_PATTERNS } from '../../../src/features/crashes/detectors/dropbox.js';
import { KERNEL_FORM_PATTERNS } from '../../../src/features/crashes/detectors/kernel-forms.js';
import { KERNEL_FRAME_PATTERNS } from '../../../src/features/crashes/detectors/kernel-frame.js';
import { KERNEL_HEADER_PATTERNS } from '../../../src/features/crashes/detectors/kernel-header.js';
import { KERNEL_LINE_PATTERNS } from '../../../src/features/crashes/detectors/kernel-line.js';
import { KERNEL_REPORT_PATTERNS } from '../../../src/features/crashes/detectors/kernel-report.js';
import { KERNEL_PATTERNS } from '../../../src/features/crashes/detectors/kernel.js';
import { REBOOT_PATTERNS } from '../../../src/features/crashes/detectors/reboot.js';
import { WATCHDOG_PATTERNS } from '../../../src/features/crashes/detectors/watchdog.js';
import { KERNEL_SIGNATURE_PATTERNS } from '../../../src/features/crashes/kernel-signature.js';
import { ANR_PATTERNS } from '../../../src/features/crashes/detectors/anr.js';
import { JAVA_CRASH_PATTERNS } from '../../../src/features/crashes/detectors/java-crash.js';
import { JAVA_PATTERNS } from '../../../src/features/crashes/detectors/java-frame.js';
import { MQS_PATTERNS } from '../../../src/features/crashes/detectors/mqs-record.js';
import { NATIVE_CRASH_PATTERNS } from '../../../src/features/crashes/detectors/native-crash.js';
import { NATIVE_FACTS_PATTERNS } from '../../../src/features/crashes/detectors/native-facts.js';
import { NATIVE_FRAME_PATTERNS } from '../../../src/features/crashes/detectors/native-frame.js';
import { ONE_LINE_PATTERNS } from '../../../src/features/crashes/detectors/one-line.js';
import { SANITIZER_PATTERNS } from '../../../src/features/crashes/detectors/sanitizer.js';
import { TREE_PATTERNS } from '../../../src/features/crashes/detectors/throwable-tree.js';
import { TIME_PATTERNS } from '../../../src/features/crashes/crash-time.js';
import { SIGNATURE_PATTERNS } from '../../../src/features/crashes/crash-signature.js';
import { DEVICE_PATTERNS } from '../../../src/features/crashes/device-facts.js';
import { FRAME_PATTERNS } from '../../../src/features/crashes/frame-rules.js';
import { LINE_PATTERNS } from '../../../src/features/crashes/log-line.js';
import { PLACER_PATTERNS } from '../../../src/features/crashes/line-placer.js';
import { TEXT_PATTERNS } from '../../../src/features/crashes/log-text.js';
import { MESSAGE_PATTERNS } from '../../../src/features/crashes/message-template.js';
import { TOMBSTONE_PATTERNS } from '../../../src/features/crashes/tombstone-proto.js';
import { BREAKPAD_PATTERNS } from '../../../src/features/symbols/breakpad-symbols.js';
import { R8_CLASS_PATTERNS } from '../../../src/features/symbols/r8-class.js';
import { R8_MAPPING_PATTERNS } from '../../../src/features/symbols/r8-mapping.js';
import { SYMBOL_PATTERNS } from '../../../src/features/symbols/symbol.js';
import { SYMBOLICATE_PATTERNS } from '../../../src/features/symbols/symbolicate.js';
import { TRACE_LINE_PATTERNS } from '../../../src/features/symbols/trace-line.js';
import { cpuMsOf } from '../../support/cpu-time.js';
import { crashesIn } from './read-text.js';

const PATTERNS = [
  ...BREAKPAD_PATTERNS,
  ...R8_CLASS_PATTERNS,
  ...R8_MAPPING_PATTERNS,
  ...SYMBOL_PATTERNS,
  ...SYMBOLICATE_PATTERNS,
  ...TRACE_LINE_PATTERNS,
  ...BUGREPORT_PATTERNS,
  ...ACRA_PATTERNS,
  ...DROPBOX_PATTERNS,
  ...KERNEL_FORM_PATTERNS,
  ...KERNEL_FRAME_PATTERNS,
  ...KERNEL_HEADER_PATTERNS,
  ...KERNEL_LINE_PATTERNS,
  ...KERNEL_PATTERNS,
  ...KERNEL_REPORT_PATTERNS,
  ...REBOOT_PATTERNS,
  ...WATCHDOG_PATTERNS,
  ...KERNEL_SIGNATURE_PATTERNS,
  ...ANR_PATTERNS,
  ...JAVA_CRASH_PATTERNS,
  ...JAVA_PATTERNS,
  ...MQS_PATTERNS,
  ...NATIVE_CRASH_PATTERNS,
  ...NATIVE_FACTS_PATTERNS,
  ...NATIVE_FRAME_PATTERNS,
  ...ONE_LINE_PATTERNS,
  ...SANITIZER_PATTERNS,
  ...TREE_PATTERNS,
  ...DEVICE_PATTERNS,
  ...TIME_PATTERNS,
  ...FRAME_PATTERNS,
  ...SIGNATURE_PATTERNS,
  ...LINE_PATTERNS,
  ...PLACER_PATTERNS,
  ...TEXT_PATTERNS,
  ...MESSAGE_PATTERNS,
  ...TOMBSTONE_PATTERNS,
];

const LENGTH = 100_000;
const LIMIT_MS = 2000;

const PUMPS = [
  'a',
  '1',
  ' ',
  '\t',
  '(',
  '"',
  "'",
  'a.',
  'a/',
  '$1',
  '::',
  'at a.',
  '> ',
  'E ',
  '#0 0x',
  '*** ',
  '-',
  'a@b.',
  '08-14 ',
  'Exception: ',
  'aException.',
].map((part) => part.repeat(Math.ceil(LENGTH / part.length)));

describe('patterns on hostile lines', () => {
  for (const pattern of PATTERNS) {
    it(`bounds the work of ${pattern.source.slice(0, 60)}`, function () {
      this.timeout(PUMPS.length * LIMIT_MS);
      for (const text of PUMPS) {
        expect(
          cpuMsOf(() => text.replace(pattern, '')),
          text.slice(0, 12),
        ).to.be.below(LIMIT_MS);
      }
    });
  }

  it('bounds the work of reading such lines as a log', function () {
    this.timeout(30_000);
    const text = PUMPS.map((one) => one.slice(0, 4096)).join('\n');
    expect(cpuMsOf(() => crashesIn(text))).to.be.below(LIMIT_MS);
  });
});
