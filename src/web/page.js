// page.js: what the page does.
'use strict';
document.getElementById('state').textContent = 'A chat is here, and the page runs.';
