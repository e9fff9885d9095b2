import * as check from '../checks.js';
import { GAP, of, keyed, keys, type Rule } from './rule.js';

export const PLACE_RULES: readonly Rule[] = [
  {
    name: 'locations',
    type: 'LOCATION',
    when: ['location['],
    pattern: of(
      String.raw`(?<before>Location\[\s?\w{1,24}\s{1,2})(?<value>-?\d{1,3}[.,][\d*]{1,20},\s?-?\d{1,3}[.,][\d*]{1,20})`,
    ),
  },
  {
    name: 'latitude and longitude by key',
    type: 'LOCATION',
    when: [
      ...keys(
        'lat latitude lng lon long longitude late6 late7 lnge6 lone6 longitudee6 latitudee6 geo latdeg londeg',
      ),
      'latitude ',
      'longitude ',
      'lat ',
      'lon ',
      'lng ',
      '纬度',
      '经度',
    ],
    pattern: of(
      String.raw`(?<before>(?:(?<![A-Za-ln-z])(?:m|gps_?|start_?|end_?|last_?|cur_?)?(?:lat(?:itude)?|lng|lon(?:g(?:itude)?)?)(?:E[67])?(?:[_ ]?deg(?:rees)?)?|[纬经]度|(?<![A-Za-z])geo)(?:${GAP}|\s{1,3}))(?<value>-?\d{1,3}\.\d{1,18}(?:,\s?-?\d{1,3}\.\d{1,18})?|-?\d{8,10})(?![\d.])`,
    ),
  },
  {
    name: 'pairs of coordinates',
    type: 'LOCATION',
    when: 'decimals',
    pattern: of(
      String.raw`(?<![\w.\-])(?<value>-?[1-8]?\d\.\d{4,18},\s{0,2}-?(?:1[0-7]\d|[1-9]?\d)\.\d{4,18}|1[0-7]\d\.\d{4,18},\s{0,2}-?[1-8]?\d\.\d{4,18})(?![\w.])`,
    ),
    accepts: (value) => value.split(',').every((part) => Math.abs(Number(part)) >= 1),
  },
  {
    name: 'coordinates beside their word',
    type: 'LOCATION',
    when: [
      'gps',
      'location',
      'latlng',
      'position',
      'geofence',
      'point',
      'gcj02',
      'wgs84',
      'bd09',
      'coord',
    ],
    pattern: of(
      String.raw`(?<![\w.\-])(?<value>-?(?:1[0-7]\d|[1-9]?\d)\.\d{4,18}[ ,/;]{1,3}-?(?:1[0-7]\d|[1-9]?\d)\.\d{4,18})(?![\w.])`,
    ),
  },
  {
    name: 'degrees, minutes and seconds',
    type: 'LOCATION',
    when: ['latitude', 'longitude', 'gps', ' deg ', '°'],
    pattern: of(
      String.raw`(?<![\w.\-])(?<value>\d{1,3}(?: deg |°\s?)\d{1,2}['′]\s?\d{1,2}(?:\.\d{1,12})?["″]\s?[NSEW]?)`,
    ),
  },
  {
    name: 'NMEA sentences',
    type: 'LOCATION',
    when: ['$gp', '$gn', '$gl', '$ga', '$bd', '$gb'],
    pattern: of(String.raw`(?<value>\d{3,5}\.\d{1,8},[NS],\d{3,6}\.\d{1,8},[EW])`),
  },
  {
    name: 'cells',
    type: 'CELL',
    when: [
      ...keys('ci nci eci cid cellid cell_id ncelid lac tac cellidentity stationid station_id'),
      '基站',
      '小区',
    ],
    pattern: keyed(
      String.raw`(?<![A-Za-ln-z])m?(?:n?c(?:el)?li?d|[en]?ci|e_?ci|cid|lac|tac|nr_?ci|e?utran_?ci)|m?cell_?(?:id(?:entity)?)|(?:base|bs)_?station_?id|基站(?:ID|编号|号)?|小区(?:ID|编号|号)?`,
      String.raw`(?:0x[0-9a-fA-F]{4,10}|\d{3,12})(?![\w.])`,
    ),
    accepts: check.isSomething,
  },
];
