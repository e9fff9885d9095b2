import {
  addressDigits,
  CAUSE,
  faultOf,
  FRAME,
  MAP_ENTRY,
  openTombstone,
  readMessage,
  REGISTER,
  SIGNAL,
  THREAD,
  TOMBSTONE,
  type Message,
} from './tombstone-proto.js';

const ARCHES = ['arm', 'arm64', 'x86', 'x86_64', 'riscv64'] as const;
const STARS = Array.from({ length: 16 }, () => '***').join(' ');
const DASHES = STARS.replaceAll('*', '-');
const REGISTERS_A_LINE = 4;
const MAX_THREADS = 1000;
const MAX_FRAMES = 1024;
const NO_BYTES = Buffer.alloc(0);

const hex = (value: bigint, digits: number): string => value.toString(16).padStart(digits, '0');

const frameLine = (bytes: Buffer, index: number, digits: number): string => {
  const frame = readMessage(bytes);
  const offset = frame.unsigned(FRAME.fileOffset);
  const plus = frame.unsigned(FRAME.functionOffset);
  const name = frame.text(FRAME.function);
  const buildId = frame.text(FRAME.buildId);
  return [
    `      #${String(index).padStart(2, '0')} pc ${hex(frame.unsigned(FRAME.relativePc), digits)}`,
    `  ${frame.text(FRAME.file) ?? '<unknown>'}`,
    offset === 0n ? '' : ` (offset 0x${hex(offset, 0)})`,
    name === undefined ? '' : ` (${name}${plus === 0n ? '' : `+${plus}`})`,
    buildId === undefined ? '' : ` (BuildId: ${buildId})`,
  ].join('');
};

const framesOf = (thread: Message, digits: number): readonly string[] => {
  const frames = thread.all(THREAD.frame).slice(0, MAX_FRAMES);
  return [
    '',
    `${frames.length} total frames`,
    'backtrace:',
    ...frames.map((frame, index) => frameLine(frame, index, digits)),
  ];
};

const registersOf = (thread: Message, digits: number): readonly string[] => {
  const shown = thread.all(THREAD.register).map((bytes) => {
    const register = readMessage(bytes);
    const name = (register.text(REGISTER.name) ?? '').padEnd(3);
    return ` ${name} ${hex(register.unsigned(REGISTER.value), digits)}`;
  });
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += REGISTERS_A_LINE)
    lines.push(`   ${shown.slice(at, at + REGISTERS_A_LINE).join(' ')}`);
  return lines;
};

const signalLine = (signal: Message, digits: number): string => {
  const code = BigInt.asIntN(32, signal.unsigned(SIGNAL.code));
  const [name, codeName] = [signal.text(SIGNAL.name), signal.text(SIGNAL.codeName)];
  return `signal ${signal.number(SIGNAL.number)} (${name ?? ''}), code ${code} (${codeName ?? ''}), fault addr ${faultOf(signal, digits) ?? '--------'}`;
};

const headOf = (tombstone: Message, commandLine: readonly string[]): readonly string[] => [
  STARS,
  `Build fingerprint: '${tombstone.text(TOMBSTONE.fingerprint) ?? ''}'`,
  `Revision: '${tombstone.text(TOMBSTONE.revision) ?? ''}'`,
  `ABI: '${ARCHES[tombstone.number(TOMBSTONE.arch)] ?? ''}'`,
  `Timestamp: ${tombstone.text(TOMBSTONE.timestamp) ?? ''}`,
  `Process uptime: ${tombstone.number(TOMBSTONE.uptime)}s`,
  `Cmdline: ${commandLine.join(' ')}`,
];

const signalOf = (tombstone: Message, digits: number): readonly string[] => {
  const signal = tombstone.all(TOMBSTONE.signal)[0];
  const abort = tombstone.text(TOMBSTONE.abortMessage);
  const causes = tombstone
    .all(TOMBSTONE.cause)
    .map((cause) => readMessage(cause).text(CAUSE.words));
  return [
    ...(signal ? [signalLine(readMessage(signal), digits)] : []),
    ...(causes.length > 1
      ? ['Note: multiple potential causes for this crash were detected, likeliest first.']
      : []),
    ...(abort === undefined ? [] : [`Abort message: '${abort}'`]),
    ...causes.map((cause) => `Cause: ${cause ?? ''}`),
  ];
};

/**
 * The text of a protobuf tombstone as debuggerd's tombstone_proto_to_text.cpp writes it, of head,
 * signal, registers and frames of all threads; without memory, maps, open files and logs.
 */
export const tombstoneText = (bytes: Buffer): string => {
  const tombstone = openTombstone(bytes);
  const digits = addressDigits(tombstone);
  const commandLine = tombstone.all(TOMBSTONE.commandLine).map((word) => word.toString('utf8'));
  const [pid, crashed] = [tombstone.number(TOMBSTONE.pid), tombstone.number(TOMBSTONE.tid)];
  const threads = tombstone.all(TOMBSTONE.thread).slice(0, MAX_THREADS).map(readMessage);
  const nameLines = (tid: number, thread: Message): readonly string[] => [
    `pid: ${pid}, tid: ${tid}, name: ${thread.text(THREAD.name) ?? ''}  >>> ${commandLine[0] ?? '<unknown>'} <<<`,
    `uid: ${tombstone.number(TOMBSTONE.uid)}`,
  ];
  const contentOf = (entry: Message | undefined): Message =>
    readMessage(entry?.all(MAP_ENTRY.value)[0] ?? NO_BYTES);
  const tidOf = (entry: Message): number => entry.number(MAP_ENTRY.key);
  const main = contentOf(threads.find((entry) => tidOf(entry) === crashed));
  const others = threads.filter((entry) => tidOf(entry) !== crashed);
  return [
    ...headOf(tombstone, commandLine),
    ...nameLines(crashed, main),
    ...signalOf(tombstone, digits),
    ...registersOf(main, digits),
    ...framesOf(main, digits),
    ...others.flatMap((entry) => {
      const thread = contentOf(entry);
      return ['', DASHES, ...nameLines(tidOf(entry), thread), ...framesOf(thread, digits)];
    }),
    '',
  ].join('\n');
};
