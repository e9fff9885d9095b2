import { isbot } from 'isbot';

/**
 * Browsers of people that `isbot` takes for robots by a word inside their own name: Sogou's for
 * phones (Sogou also runs a crawler) and the one inside Toutiao. Only the name is taken out, so a
 * robot that borrows it is still found by the rest.
 */
const PEOPLE = /SogouMSE|SogouMobileBrowser|NewsArticle/g;

/** True for a robot's user agent; every browser of a person names itself, so an empty one is a robot. */
export const isBotAgent = (userAgent: string): boolean =>
  userAgent.trim() === '' || isbot(userAgent.replace(PEOPLE, ''));
