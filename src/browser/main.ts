import { fillAnswers } from './canned-answer.js';
import { CopyText } from './copy-text.js';
import { keepDrafts } from './drafts.js';
import { LiveClock } from './live-clock.js';
import { closeMenus } from './menus.js';
import { sendByKey } from './send-keys.js';
import { submitOnce } from './submit-once.js';
import { UploadFiles } from './upload-files.js';

/** Everything here only adds to pages that work without it. */
customElements.define('copy-text', CopyText);
customElements.define('live-clock', LiveClock);
customElements.define('upload-files', UploadFiles);
submitOnce(document);
keepDrafts(document);
closeMenus(document);
sendByKey(document);
fillAnswers(document);
document.querySelector<HTMLElement>('.error-summary')?.focus();
