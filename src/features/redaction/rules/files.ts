import * as check from '../checks.js';
import { isOrdinaryName } from '../file-names.js';
import { DONE, WORDS, of, keyed, keys, type Rule } from './rule.js';

/** The name of a class's file, which mappings and traces are full of. */
const isSource = (value: string): boolean =>
  /\.(?:java|kts?|scala|groovy)$|\$|^SourceFile/.test(value);
const FOLDERS = String.raw`(?:(?:Android|data|obb|media|files|cache|DCIM|Camera|Pictures|Screenshots|Screen[Rr]ecorder|Downloads?|Documents|Music|Movies|Recordings|MIUI|debug_log|sound_recorder|call_rec|tencent|MicroMsg|WeiXin|WhatsApp|Media|Bluetooth|[a-z]{2,12}(?:\.\w{1,40}){1,6})\/){0,8}`;
const FILE_CHAR = String.raw`[^\s"'<>|:;,?*()\[\]{}\\${DONE}]`;

export const FILE_RULES: readonly Rule[] = [
  {
    name: 'files of the shared storage',
    type: 'FILE',
    when: ['/sdcard', '/storage/', '/mnt/', '/data/media'],
    pattern: of(
      String.raw`(?<before>(?:\/sdcard\d?|\/storage\/(?:emulated\/\d{1,3}|self\/primary|sdcard\d?|[0-9A-F]{4}-[0-9A-F]{4})|\/mnt\/(?:sdcard|media_rw\/[^/\s${DONE}]{1,40}|user\/\d{1,3}\/primary)|\/data\/media\/\d{1,3})\/${FOLDERS})(?<value>${FILE_CHAR}{1,200}\.[A-Za-z0-9]{2,5}(?![\w.])|${FILE_CHAR}{1,200}(?: ${FILE_CHAR}{1,80}){1,6}\.[A-Za-z0-9]{2,5}(?![\w/])|${FILE_CHAR}{1,200})`,
    ),
    // What ends as a folder had its file's name hidden before.
    accepts: (value) => !value.endsWith('/') && !value.split('/').every(isOrdinaryName),
  },
  {
    name: 'files of the shared storage in an address',
    type: 'FILE',
    when: ['primary%3a', '/document/'],
    pattern: of(
      String.raw`(?<before>(?:primary|[0-9A-F]{4}-[0-9A-F]{4})%3A(?:[A-Za-z.]{1,30}%2F){0,6})(?<value>[^\s"'<>|;,?&/\[\]{}${DONE}]{1,200})`,
    ),
    accepts: (value) => !value.split(/%2F/i).every(isOrdinaryName),
  },
  {
    name: 'file names by key',
    type: 'FILE',
    when: [...keys('filename file_name attachment'), 'file name', '文件', '附件'],
    pattern: keyed(String.raw`file[_ ]?name|attachment|(?:文件|附件)(?:名称?)?`, WORDS),
    accepts: (value) => check.isSomething(value) && !isOrdinaryName(value) && !isSource(value),
  },
  {
    name: 'file names in Chinese',
    type: 'FILE',
    when: 'wide',
    pattern: of(
      String.raw`(?<value>(?<![\p{L}\p{N}_\-])[\p{L}\p{N}_\-()（）]{0,40}?\p{Script=Han}[\p{L}\p{N}_\-()（）]{0,60}\.(?:pdf|docx?|xlsx?|pptx?|txt|jpe?g|png|heic|mp4|mp3|amr|m4a|wav|zip|rar|7z|apk|log|csv|vcf))(?!\w)`,
    ),
    accepts: (value) => !isOrdinaryName(value),
  },
  {
    name: 'home folders',
    type: 'NAME',
    when: ['/home/', '/users/', '\\users\\'],
    pattern: of(
      String.raw`(?<before>(?:\/home\/|\/Users\/|[A-Z]:(?:\\{1,2}|\/)Users(?:\\{1,2}|\/)))(?<value>[^\s/\\:"'\[${DONE}]{1,64}(?=[/\\]))`,
    ),
  },
];
