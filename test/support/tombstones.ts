/** One native crash, as debuggerd holds it before it writes the tombstone's two forms. */
export interface TombstoneFrame {
  readonly pc: bigint;
  readonly path: string;
  readonly mapOffset: number;
  readonly function: string;
  readonly functionOffset: number;
  readonly buildId: string;
}

export interface TombstoneModel {
  readonly arch: 0 | 1 | 2 | 3;
  readonly fingerprint: string;
  readonly timestamp: string;
  readonly pid: number;
  readonly tid: number;
  readonly commandLine: readonly string[];
  readonly threadName: string;
  readonly signal: { readonly number: number; readonly name: string };
  readonly code: { readonly number: number; readonly name: string };
  /** Undefined where the signal has no address, which is not the address 0. */
  readonly faultAddress: bigint | undefined;
  readonly abortMessage: string;
  readonly causes: readonly string[];
  readonly frames: readonly TombstoneFrame[];
}

/** A crash of a camera service: the address 0 is where it failed. */
export const SAMPLE_TOMBSTONE: TombstoneModel = {
  arch: 1,
  fingerprint: 'firstbatch/aurora/aurora:16/BP2A/V1.0.7.0.EVT:user/release-keys',
  timestamp: '2026-08-14 21:10:44.120931288+0800',
  pid: 911,
  tid: 1290,
  commandLine: ['/vendor/bin/hw/camera-provider'],
  threadName: 'isp-worker',
  signal: { number: 11, name: 'SIGSEGV' },
  code: { number: 1, name: 'SEGV_MAPERR' },
  faultAddress: 0n,
  abortMessage: '',
  causes: [],
  frames: [
    {
      pc: 0x4c310n,
      path: '/vendor/lib64/libfirstbatch_isp.so',
      mapOffset: 0,
      function: 'isp::Frame::release(bool)',
      functionOffset: 31,
      buildId: '5f0c3ad1b2e94c77',
    },
  ],
};

const ARCHES = ['arm', 'arm64', 'x86', 'x86_64'];

const digitsOf = ({ arch }: TombstoneModel): number => (arch === 0 || arch === 2 ? 8 : 16);

const frameLine = (frame: TombstoneFrame, index: number, digits: number): string => {
  const pc = frame.pc.toString(16).padStart(digits, '0');
  const offset = frame.mapOffset === 0 ? '' : ` (offset 0x${frame.mapOffset.toString(16)})`;
  const plus = frame.functionOffset === 0 ? '' : `+${frame.functionOffset}`;
  const name = frame.function === '' ? '' : ` (${frame.function}${plus})`;
  const id = frame.buildId === '' ? '' : ` (BuildId: ${frame.buildId})`;
  return `      #${String(index).padStart(2, '0')} pc ${pc}  ${frame.path}${offset}${name}${id}`;
};

/** The text form, after debuggerd's tombstone_proto_to_text.cpp. */
export const tombstoneText = (model: TombstoneModel): string => {
  const digits = digitsOf(model);
  const fault = model.faultAddress?.toString(16).padStart(digits, '0');
  const process = model.commandLine[0] ?? '<unknown>';
  return [
    '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
    `Build fingerprint: '${model.fingerprint}'`,
    "Revision: '0'",
    `ABI: '${ARCHES[model.arch] ?? ''}'`,
    `Timestamp: ${model.timestamp}`,
    'Process uptime: 12s',
    `Cmdline: ${model.commandLine.join(' ')}`,
    `pid: ${model.pid}, tid: ${model.tid}, name: ${model.threadName}  >>> ${process} <<<`,
    'uid: 1047',
    `signal ${model.signal.number} (${model.signal.name}), code ${model.code.number} (${model.code.name}), fault addr ${fault === undefined ? '--------' : `0x${fault}`}`,
    ...(model.causes.length > 1
      ? ['Note: multiple potential causes for this crash were detected, likeliest first.']
      : []),
    ...(model.abortMessage === '' ? [] : [`Abort message: '${model.abortMessage}'`]),
    ...model.causes.map((cause) => `Cause: ${cause}`),
    '    x0  0000000000000000  x1  00000000000003e8  x2  0000000000000006  x3  0000000000000000',
    '',
    `${model.frames.length} total frames`,
    'backtrace:',
    ...model.frames.map((frame, index) => frameLine(frame, index, digits)),
    '',
    '--- --- --- --- --- --- --- --- --- --- --- --- --- --- --- ---',
    `pid: ${model.pid}, tid: ${model.tid + 1}, name: idle  >>> ${process} <<<`,
    '    #00 pc 0000000000000001  /apex/com.android.runtime/lib64/bionic/libc.so (syscall+28)',
    '',
  ].join('\n');
};

const varint = (value: bigint): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
};

/** Zero is not written: proto3. */
const number = (field: number, value: bigint | number): Buffer =>
  BigInt(value) === 0n
    ? Buffer.alloc(0)
    : Buffer.concat([varint(BigInt(field * 8)), varint(BigInt(value))]);

const bytesOf = (field: number, value: Buffer): Buffer =>
  Buffer.concat([varint(BigInt(field * 8 + 2)), varint(BigInt(value.length)), value]);

const text = (field: number, value: string): Buffer =>
  value === '' ? Buffer.alloc(0) : bytesOf(field, Buffer.from(value));

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

const frameBytes = (frame: TombstoneFrame): Buffer =>
  message(
    number(1, frame.pc),
    number(2, frame.pc + 0x7a0000000000n),
    text(4, frame.function),
    number(5, frame.functionOffset),
    text(6, frame.path),
    number(7, frame.mapOffset),
    text(8, frame.buildId),
  );

const threadEntry = (id: number, name: string, frames: readonly TombstoneFrame[]): Buffer =>
  bytesOf(
    16,
    message(
      number(1, id),
      bytesOf(
        2,
        message(number(1, id), text(2, name), ...frames.map((one) => bytesOf(4, frameBytes(one)))),
      ),
    ),
  );

/** The protobuf form, with an unknown field of a maker, and another thread before the crashing one. */
export const tombstoneProto = (model: TombstoneModel): Buffer => {
  const { signal, code, faultAddress } = model;
  const signalBytes = message(
    number(1, signal.number),
    text(2, signal.name),
    number(3, code.number),
    text(4, code.name),
    number(8, faultAddress === undefined ? 0 : 1),
    number(9, faultAddress ?? 0),
  );
  return message(
    number(1, model.arch),
    text(2, model.fingerprint),
    text(3, '0'),
    text(4, model.timestamp),
    number(5, model.pid),
    number(6, model.tid),
    number(7, 1047),
    ...model.commandLine.map((word) => text(9, word)),
    bytesOf(10, signalBytes),
    text(14, model.abortMessage),
    ...model.causes.map((cause) => bytesOf(15, text(1, cause))),
    threadEntry(model.tid + 1, 'idle', []),
    threadEntry(model.tid, model.threadName, model.frames),
    number(20, 12),
    text(1001, 'a field of the maker'),
  );
};

/** As DropBox stores it under SYSTEM_TOMBSTONE_PROTO_WITH_HEADERS. */
export const wrappedTombstone = (model: TombstoneModel): Buffer =>
  message(bytesOf(1, tombstoneProto(model)), number(2, 3));
