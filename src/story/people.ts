import type { Language, Role } from '../kernel/people.js';

/** Everybody of the demo signs in with it; the database they live in is made for looking around. */
export const DEMO_PASSWORD = 'forty phones and a promise';

/** Somebody of the story. The e-mail address is `<handle>@example.com`. */
export interface Character {
  readonly handle: string;
  readonly name: string;
  readonly language: Language;
  readonly zone: string;
}

export interface Staff extends Character {
  readonly roles: readonly Exclude<Role, 'tester'>[];
}

export interface Fan extends Character {
  readonly city: string;
  /** The phone they carry every day, as they answer the screening question. */
  readonly phone: string;
  /** Handle of a fan at the same address. */
  readonly livesWith?: string;
}

export const emailOf = ({ handle }: Pick<Character, 'handle'>): string => `${handle}@example.com`;

const zh = { language: 'zh-CN', zone: 'Asia/Shanghai' } as const;
const en = (zone: string) => ({ language: 'en', zone }) as const;

export const ADMIN: Staff = { handle: 'admin', name: '沈亦然', ...zh, roles: ['admin'] };
/** Decides what the first one may not decide alone. */
export const SECOND_ADMIN: Staff = {
  handle: 'halina',
  name: 'Halina Nowak',
  ...en('Europe/Warsaw'),
  roles: ['admin'],
};
export const ENGINEERS = [
  { handle: 'guchen', name: '顾辰', ...zh, roles: ['qa'] },
  { handle: 'nora', name: 'Nora Feld', ...en('Europe/Berlin'), roles: ['qa'] },
] as const satisfies readonly Staff[];

const chinese = (handle: string, name: string, city: string, phone: string): Fan => ({
  handle,
  name,
  city,
  phone,
  ...zh,
});

const abroad = (handle: string, name: string, city: string, zone: string, phone: string): Fan => ({
  handle,
  name,
  city,
  phone,
  ...en(zone),
});

/** Twenty-six fans write Chinese, sixteen write English. */
export const FANS: readonly Fan[] = [
  chinese('ruoxi', '林若溪', '深圳', '红米 K60'),
  chinese('laozhou', '周建国', '武汉', '荣耀 Magic5'),
  chinese('tangyuan', '汤圆', '杭州', '小米 13'),
  chinese('hexu', '何旭', '成都', 'vivo X90'),
  chinese('mochen', '莫晨', '北京', '一加 11'),
  chinese('sujin', '苏瑾', '上海', 'iPhone 14'),
  chinese('daliu', '刘大勇', '沈阳', '小米 12S Ultra'),
  chinese('qiuqiu', '邱秋', '广州', 'OPPO Find X6'),
  chinese('yemu', '叶木', '南京', 'Pixel 7'),
  chinese('zhaozhao', '赵昭', '西安', '魅族 20'),
  chinese('xiaobei', '白小北', '青岛', '华为 P60'),
  chinese('ningmeng', '宁萌', '长沙', '红米 Note 12'),
  abroad('marta', 'Marta Kowalczyk', 'Warsaw', 'Europe/Warsaw', 'Pixel 8'),
  abroad('jonas', 'Jonas Lindqvist', 'Stockholm', 'Europe/Stockholm', 'Sony Xperia 5'),
  abroad('priya', 'Priya Nair', 'Bengaluru', 'Asia/Kolkata', 'OnePlus 12'),
  abroad('kenji', 'Kenji Mori 森健二', 'Tokyo', 'Asia/Tokyo', 'AQUOS R8'),
  abroad('tomas', 'Tomás Herrera', 'Madrid', 'Europe/Madrid', 'Nothing Phone 2'),
  abroad('emily', 'Emily Tran', 'San Jose', 'America/Los_Angeles', 'Galaxy S23'),
  chinese('afeng', '阿峰', '厦门', '小米 14'),
  abroad('aisha', 'Aisha Rahman', 'Singapore', 'Asia/Singapore', 'Pixel 6a'),
  chinese('cenyu', '岑雨', '昆明', 'iQOO 11'),
  abroad('oliver', 'Oliver Grant', 'London', 'Europe/London', 'Fairphone 5'),
  chinese('shiyi', '石一', '重庆', 'realme GT5'),
  chinese('manman', '慢慢', '苏州', '小米 11'),
  abroad('nikos', 'Nikos Pappas', 'Athens', 'Europe/Athens', 'Redmi Note 11'),
  chinese('jiangnan', '江南', '宁波', '三星 S22'),
  abroad('freya', 'Freya Madsen', 'Copenhagen', 'Europe/Copenhagen', 'Zenfone 10'),
  chinese('tiechui', '铁锤', '哈尔滨', '坚果 R2'),
  abroad('luca', 'Luca Ferri', 'Turin', 'Europe/Rome', 'Poco F5'),
  abroad('dana', 'Dana Whitfield', 'Toronto', 'America/Toronto', 'Moto Edge 40'),
  chinese('xiaoman', '莫小满', '重庆', '红米 K70'),
  chinese('qingya', '青芽', '重庆', 'vivo S18'),
  chinese('dukou', '渡口', '重庆', '荣耀 X50'),
  chinese('bashan', '巴山', '重庆', '一加 Ace 3'),
  chinese('yulin', '玉林', '成都', '小米 14'),
  { ...chinese('jinjiang', '锦江', '成都', 'OPPO Reno11'), livesWith: 'yulin' },
  chinese('chuanchuan', '串串', '成都', 'iPhone 13'),
  chinese('panda', '胖达', '成都', '华为 Mate 50'),
  abroad('ingrid', 'Ingrid Solberg', 'Oslo', 'Europe/Oslo', 'Pixel 7a'),
  abroad('diego', 'Diego Ramos', 'Lisbon', 'Europe/Lisbon', 'Galaxy A54'),
  abroad('mai', 'Mai Pham', 'Hanoi', 'Asia/Bangkok', 'OPPO Find N3'),
  abroad('amara', 'Amara Okafor', 'Lagos', 'Africa/Lagos', 'Tecno Camon 20'),
];
