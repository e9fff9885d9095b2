/**
 * Cities as people of either language write them, by the name the product counts them under. Only
 * where two names are in use is a line needed; every other city is what it is spelt like.
 */
const NAMES: Readonly<Record<string, string>> = {
  beijing: '北京',
  peking: '北京',
  shanghai: '上海',
  tianjin: '天津',
  chongqing: '重庆',
  guangzhou: '广州',
  canton: '广州',
  shenzhen: '深圳',
  chengdu: '成都',
  hangzhou: '杭州',
  wuhan: '武汉',
  xian: '西安',
  nanjing: '南京',
  suzhou: '苏州',
  zhengzhou: '郑州',
  changsha: '长沙',
  dongguan: '东莞',
  foshan: '佛山',
  ningbo: '宁波',
  qingdao: '青岛',
  shenyang: '沈阳',
  jinan: '济南',
  hefei: '合肥',
  kunming: '昆明',
  wuxi: '无锡',
  xiamen: '厦门',
  fuzhou: '福州',
  dalian: '大连',
  harbin: '哈尔滨',
  changchun: '长春',
  shijiazhuang: '石家庄',
  nanning: '南宁',
  guiyang: '贵阳',
  nanchang: '南昌',
  taiyuan: '太原',
  urumqi: '乌鲁木齐',
  lanzhou: '兰州',
  haikou: '海口',
  zhuhai: '珠海',
  wenzhou: '温州',
  hongkong: '香港',
  macau: '澳门',
  macao: '澳门',
  taipei: '台北',
};

/** What two spellings of one city have in common: "Chongqing", "重庆市" and " 重庆" are one. */
export function cityKey(typed: string): string {
  const plain = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+(?:city|shi)$/, '')
    .replace(/[\s.,'’·\-–]/g, '');
  const name = plain.length > 2 ? plain.replace(/市$/, '') : plain;
  return Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name;
}

export const sameCity = (one: string, other: string): boolean => cityKey(one) === cityKey(other);

/** Reads what an admin typed: cities separated by commas or lines, each once. */
export const parseCities = (typed: string): readonly string[] => {
  const cities = typed.split(/[,，、;；\n]+/).map((city) => city.trim());
  return cities.filter(
    (city, index) => city !== '' && cities.findIndex((other) => sameCity(other, city)) === index,
  );
};

/** Counts by city, the greatest first; each under its most frequent spelling. */
export function foldCities(
  spellings: readonly { readonly city: string; readonly count: number }[],
): readonly { readonly city: string; readonly count: number }[] {
  const folded = new Map<string, { city: string; count: number }>();
  for (const { city, count } of [...spellings].sort((a, b) => b.count - a.count)) {
    const known = folded.get(cityKey(city));
    if (known) known.count += count;
    else folded.set(cityKey(city), { city, count });
  }
  return [...folded.values()].sort((a, b) => b.count - a.count);
}
