import { sha256 } from '../../kernel/ids.js';
import type { Language } from '../../kernel/people.js';
import { versionOf, type Release } from './release.js';

export interface FeedFacts {
  readonly releases: readonly Release[];
  readonly language: Language;
  /** Scheme and host, without a slash at the end. */
  readonly baseUrl: string;
  /** What the feed says when it was never filled. */
  readonly now: Date;
  readonly say: (key: string) => string;
}

/**
 * The releases as an Atom feed (RFC 4287). It names nobody: what a reader has fetched can't be taken
 * back. The id of an entry follows from its release and language, wherever the site is reached.
 */
export function atomFeed(facts: FeedFacts): string {
  const { releases, language, baseUrl, now, say } = facts;
  const page = `${baseUrl}/releases`;
  const [newest] = releases.map(({ updatedAt }) => updatedAt).sort((a, b) => +b - +a);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    `<id>${urnOf(baseUrl, language)}</id>`,
    `<title>${escapeXml(say('releases.feed.title'))}</title>`,
    `<updated>${(newest ?? now).toISOString()}</updated>`,
    `<author><name>${escapeXml(say('site.name'))}</name></author>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(page)}"/>`,
    `<link rel="self" type="application/atom+xml" href="${escapeXml(`${page}/feed.xml?lang=${language}`)}"/>`,
    ...releases.map((release) => atomEntry(release, facts)),
    '</feed>',
    '',
  ].join('\n');
}

function atomEntry(release: Release, facts: FeedFacts): string {
  const { language, baseUrl } = facts;
  const url = `${baseUrl}/releases/${encodeURIComponent(versionOf(release))}`;
  return [
    '<entry>',
    `<id>${urnOf(release.id, language)}</id>`,
    `<title>${escapeXml(release.title[language])}</title>`,
    `<published>${(release.publishedAt ?? release.updatedAt).toISOString()}</published>`,
    `<updated>${release.updatedAt.toISOString()}</updated>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(url)}"/>`,
    `<content type="html">${escapeXml(htmlOf(release, facts))}</content>`,
    '</entry>',
  ].join('\n');
}

/** What is wrong with the build first, as on the page. */
function htmlOf({ rollbackNote, notes, entries }: Release, { language, say }: FeedFacts): string {
  const paragraph = (words: string) => `<p>${escapeXml(words)}</p>`;
  const sections = (['fixed', 'improved', 'known_issue'] as const).flatMap((section) => {
    const lines = entries.filter((entry) => entry.section === section);
    if (lines.length === 0) return [];
    const items = lines.map(
      ({ text, defectRef }) => `<li>${escapeXml(`${text[language]} (${defectRef})`)}</li>`,
    );
    return [`<h2>${escapeXml(say(`releases.sections.${section}`))}</h2><ul>${items.join('')}</ul>`];
  });
  return [
    ...(rollbackNote ? [paragraph(rollbackNote[language])] : []),
    ...(notes[language] ? [paragraph(notes[language])] : []),
    ...sections,
  ].join('');
}

/** A UUID of the version for own schemes (RFC 9562, 5.8), the same for the same words. */
function urnOf(...words: readonly string[]): string {
  const hex = sha256(`firstbatch-releases ${words.join(' ')}`);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return `urn:uuid:${[...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')}`;
}

/** XML 1.0 has no way to write these. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text for XML and SVG, in content and in quoted values. */
export const escapeXml = (text: string): string =>
  text.replace(UNWRITABLE, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
