import type { CrashFrame } from './crash.js';

/**
 * Managed code that is not ours to fix; data, so that QA can own it later. Everything unlisted is
 * ours: apps of the phone as well as apps on it.
 */
const PLATFORM_PREFIXES: readonly string[] = [
  'java.',
  'javax.',
  'jdk.',
  'sun.',
  'com.sun.',
  'libcore.',
  'dalvik.',
  'kotlin.',
  'kotlinx.',
  'scala.',
  'groovy.',
  'android.',
  'androidx.',
  'com.android.internal.',
  'com.android.server.',
  'com.android.org.',
  'com.android.i18n.',
  'com.android.icu.',
  'com.android.okhttp.',
  'com.android.modules.',
  'com.android.art.',
  'com.google.android.',
  'com.google.gson.',
  'com.google.common.',
  'com.google.firebase.',
  'com.google.protobuf.',
  'com.google.inject.',
  'com.google.zxing.',
  'org.apache.',
  'org.json.',
  'org.xml.',
  'org.w3c.',
  'org.xmlpull.',
  'org.chromium.',
  'org.junit.',
  'junit.',
  'org.jetbrains.anko.',
  'org.greenrobot.eventbus.',
  'okhttp3.',
  'okio.',
  'retrofit2.',
  'io.reactivex.',
  'rx.',
  'dagger.',
  'com.squareup.',
  'com.bumptech.glide.',
  'com.facebook.',
  'com.fasterxml.',
];

/** Vendor additions inside the platform, and the system server's own code. */
const VENDOR_PREFIXES: readonly string[] = ['com.miui.', 'com.xiaomi.', 'miui.', 'android.miui.'];
const SYSTEM_SERVER = 'system_server';

/** Whether a class is ours; the platform's services are, when the crash is the system server's. */
export const isOurClass = (module: string, process: string | undefined): boolean => {
  if (VENDOR_PREFIXES.some((prefix) => module.startsWith(prefix))) return true;
  if (process === SYSTEM_SERVER && module.startsWith('com.android.server.')) return true;
  return module !== '' && !PLATFORM_PREFIXES.some((prefix) => module.startsWith(prefix));
};

const SYSTEM_PATH =
  /^(?:\/system\/|\/apex\/|\/product\/|\/bionic\/|bionic\/|\[|<|linux-|memfd:|\/dev\/|\/memfd:)/;

/** Whether native code is ours: an app's library or the vendor partition, not the platform's. */
export const isOurLibrary = (path: string): boolean => path !== '' && !SYSTEM_PATH.test(path);

/** Generated or bridging code that moves between builds and says nothing. */
const MANAGED_GLUE =
  /\$\$Lambda|\$\$ExternalSynthetic|\$\$InternalSynthetic|-\$\$Lambda|-\$Lambda\$|Generated(?:Method|Constructor)Accessor|\$Proxy\d|R8\$\$Synthetic/;
const MANAGED_GLUE_FUNCTION = /^(?:access\$|\$r8\$lambda\$|-\$\$Nest\$|-wrap\d)/;

export const isManagedGlue = (frame: CrashFrame): boolean =>
  MANAGED_GLUE.test(frame.module) || MANAGED_GLUE_FUNCTION.test(frame.function);

const NUMBERED = /\$\d{1,20}/g;
const JAVA_LAMBDA = /^lambda\$([^$]{1,200})\$.{0,300}$/;
const KOTLIN_LAMBDA = /\$lambda[$-]\d{1,9}(?:\$lambda[$-]\d{1,9}){0,5}$/;

/** `class.function` without line, build or compiler numbering. */
export const normaliseManaged = (frame: CrashFrame): string => {
  const name = frame.function
    .replace(JAVA_LAMBDA, 'lambda$$$1')
    .replace(KOTLIN_LAMBDA, '$$lambda')
    .replace(NUMBERED, '$$#');
  return `${frame.module.replace(NUMBERED, '$$#')}.${name}`;
};

/** How the C library, the runtimes, the loggers and the checks of memory end a process. */
const NATIVE_GLUE_FUNCTION = new RegExp(
  `^(?:_{0,8}(?:${[
    'abort|raise|tgkill|gsignal|pthread_kill|libc_android_abort|kill|syscall|libc_fatal|libc_init',
    'assert2?|assert_fail|android_log_(?:assert|default_aborter|call_aborter)|stack_chk_fail',
    'start_thread|pthread_start|bionic_clone|cxa_throw|cxa_rethrow|gxx_personality_v0',
    'fortify_fatal|HandleUsingDestroyedMutex|pthread_mutex_(?:un|try)?lock',
    'fdsan_error|android_fdsan_close_with_tag|f?close|rust_(?:panic|begin_unwind|start_panic)',
    // With the processor that it was written for: `__memcpy_aarch64_simd`.
    'str(?:n?len|n?cmp|n?cpy|n?cat|r?chr|dup|str|casecmp)(?:_\\w{1,30})?',
    'mem(?:cpy|move|set|cmp|chr)(?:_\\w{1,30})?',
    'malloc|calloc|realloc|free|scudo_(?:m|c|re)alloc|scudo_free|operator (?:new|delete).{0,3}',
  ].join('|')})$|${[
    'android::base::(?:LogMessage::~LogMessage|DefaultAborter)|android::hardware::details::hidl_log',
    'art::Runtime::Abort|art_quick_|art_jni_|mterp_|Mterp|artQuick|nterp_|ExecuteNterp|scudo::',
    'std::terminate|std::__terminate|__cxxabiv1::|abort_message|demangling_|NonPI::Mutex',
    'std::__(?:1|ndk1)::mutex::(?:un|try_)?lock$|logging::LogMessage::~LogMessage',
    '(?:std|core)::panicking::|core::(?:result|option)::(?:unwrap|expect)_failed',
    'std::(?:process|rt|sys)::|fuzzer::',
    '(?:__interceptor_|__asan|__hwasan|__sanitizer|__ubsan|__msan|__tsan|asan_|hwasan)',
  ].join('|')})`,
);
const NATIVE_GLUE_LIBRARY =
  /^(?:libart\.so|libartbase\.so|boot[\w.-]{0,60}\.oat|linker|libsigchain\.so|\[vdso\]|libclang_rt\.|libc\+\+|jit-cache|\[anon|<anonymous)/;

/** Base name of a library, the same on 32 and 64 bits and for every install path. */
export const libraryName = (path: string): string => {
  const cleaned = path.replace(/ ?\(deleted\)$/, '').replace(/^\/?memfd:/, '');
  const inner = cleaned.slice(cleaned.lastIndexOf('!') + 1);
  const base = inner.slice(inner.lastIndexOf('/') + 1);
  return base.replace(/(?<=[a-z_])(?:64|32)$/, '');
};

const cutAt = (text: string, ...marks: readonly string[]): string =>
  marks.reduce((kept, mark) => {
    const index = kept.indexOf(mark);
    return index > 0 ? kept.slice(0, index) : kept;
  }, text);

/** Drops everything between balanced brackets, however deep; linear. */
const withoutBrackets = (text: string, open: string, close: string): string => {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    if (character === open) depth += 1;
    else if (character === close && depth > 0) depth -= 1;
    else if (depth === 0) kept += character;
  }
  return kept;
};

/** `<type as trait>::function` of Rust, as `type::function`. */
const withoutTrait = (name: string): string => {
  let depth = 0;
  for (let index = 0; name.startsWith('<') && index < name.length; index += 1) {
    if (name[index] === '<') depth += 1;
    else if (name[index] === '>') depth -= 1;
    if (depth > 0) continue;
    const [type = ''] = name.slice(1, index).split(' as ', 1);
    return `${type}${name.slice(index + 1)}`;
  }
  return name;
};

const isOperator = (name: string): boolean => /(?:^|::)operator[<>(]/.test(name);
const RUST_HASH = /::h[0-9a-f]{16}$/;
const CLONE =
  / \[clone [^\]]{0,80}\]|\[abi:[^\]]{0,40}\]|\.(?:isra|part|constprop|cold|llvm)(?:\.\d{1,20})?/g;

/** A function without arguments, template arguments, return type, compiler clones or offsets. */
export const normaliseFunction = (name: string): string => {
  const bare = name
    .replace(CLONE, '')
    .replace(RUST_HASH, '')
    .replace(/\+\d{1,9}$/, '');
  if (isOperator(bare)) return cutAt(bare, '(');
  const anonymous = withoutTrait(bare).replaceAll('(anonymous namespace)', '{anonymous}');
  const plain = withoutBrackets(withoutBrackets(anonymous, '(', ')'), '<', '>');
  const words = plain
    .trim()
    .replace(/ const$/, '')
    .split(' ');
  return words[words.length - 1] ?? '';
};

export const isNativeGlue = (frame: CrashFrame): boolean =>
  NATIVE_GLUE_FUNCTION.test(normaliseFunction(frame.function)) ||
  NATIVE_GLUE_LIBRARY.test(libraryName(frame.module)) ||
  (frame.function === '' && libraryName(frame.module) === 'libc.so') ||
  (frame.function === '' && frame.module === '');

/** `library:function`; without a function the build id and address tell the places apart. */
export const normaliseNative = (frame: CrashFrame): string => {
  const library = libraryName(frame.module);
  const name = normaliseFunction(frame.function);
  if (name !== '') return library === '' ? name : `${library}:${name}`;
  return frame.buildId === undefined ? library : `${library}@${frame.buildId}+${frame.pc ?? ''}`;
};

export const FRAME_PATTERNS: readonly RegExp[] = [
  SYSTEM_PATH,
  MANAGED_GLUE,
  MANAGED_GLUE_FUNCTION,
  NUMBERED,
  JAVA_LAMBDA,
  KOTLIN_LAMBDA,
  NATIVE_GLUE_FUNCTION,
  NATIVE_GLUE_LIBRARY,
  RUST_HASH,
  CLONE,
];
