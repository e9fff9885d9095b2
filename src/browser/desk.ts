import { DeskKeys } from './desk-keys.js';
import { DeskLive } from './desk-live.js';

/** What only people of QA are sent. */
customElements.define('desk-live', DeskLive);
customElements.define('desk-keys', DeskKeys);
