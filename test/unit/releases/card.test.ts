import { expect } from 'chai';
import { releaseCard, sharingOf } from '../../../src/features/releases/card.js';
import type { ChangelogEntry } from '../../../src/features/releases/release.js';
import { createTranslations } from '../../../src/platform/i18n.js';
import { buildRelease } from '../../support/releases.js';

const translations = createTranslations();
const factsIn = (language: 'en' | 'zh-CN', count = 1, words = 'Calls <drop> & "die"') => ({
  release: buildRelease({
    title: { en: 'Orion 2 <3.0.12>', 'zh-CN': '猎户 2 & 3.0.12' },
    entries: Array.from({ length: count }, (_, n): ChangelogEntry => ({
      ...{ defectId: `d-${n}`, defectRef: `D-${n}`, fixBuild: '3.0.12', section: 'fixed' },
      text: { en: words, 'zh-CN': '通话会断' },
      ...{ engineerIds: ['lin'], testerIds: ['mei'] },
    })),
  }),
  language,
  say: (key: string, facts = {}) => translations.translate(language, key, facts),
});

describe('the card of a release', () => {
  it('says what the build brings, in the language asked for, with every sign escaped', () => {
    const en = releaseCard(factsIn('en'));
    expect(en).to.contain('Orion 2 &lt;3.0.12&gt;').and.contain('Calls &lt;drop&gt; &amp; &quot;');
    expect(en).to.contain('1 change · thanks to 2 people');
    const zh = releaseCard(factsIn('zh-CN'));
    expect(zh).to.contain('猎户 2 &amp; 3.0.12').and.contain('通话会断').and.contain('感谢 2 位');
  });

  it('loads nothing, runs nothing and names nobody', () => {
    const card = releaseCard(factsIn('en', 6));
    expect(card).to.contain('width="1200" height="630"').and.contain('and 2 more changes');
    for (const sign of ['href', 'url(', '<image', '<style', '<script', 'lin', 'mei'])
      expect(card.replace('<line', ''), sign).not.to.contain(sign);
  });

  it('cuts what is too long for a line', () => {
    const card = releaseCard(factsIn('en', 1, 'word '.repeat(60)));
    expect(card).to.match(/• (word ){8,15}\S*…/);
  });

  it('is described for other sites by absolute addresses', () => {
    const sharing = sharingOf(factsIn('en', 3), 'https://first.example');
    expect(sharing).to.deep.include({
      url: 'https://first.example/releases/orion-2_3.0.12',
      image: 'https://first.example/releases/orion-2_3.0.12/card.svg?lang=en',
      card: '/releases/orion-2_3.0.12/card.svg?lang=en',
    });
    expect(sharing.description).to.match(/^3 changes · thanks to 2 people · Calls/);
  });
});
