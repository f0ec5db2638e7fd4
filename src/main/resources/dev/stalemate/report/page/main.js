// Shows the page's data as its kind wants it.
import { el, views } from './dom.js';

const pageData = JSON.parse(document.getElementById('data').textContent);
document.body.prepend(...[views[pageData.kind](pageData)].flat());
