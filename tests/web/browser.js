// A browser for the tests to drive: Debian's Chromium, through playwright-core.
//
//   node browser.js CHROMIUM
//
// Each line of standard input is a call as JSON, { id, on, method, args }: a method of the page, context or browser `on`
// (0: the browser). Each line of standard output is its answer, { id, value } or { id, error }. What is returned and is a
// page or a context becomes a number to call. `events` are the requests, errors and dialogs of all pages so far.
'use strict';

const { chromium } = require('playwright-core');
const readline = require('readline');

const objects = [];
const events = [];

function number(value) {
	if (value === null || typeof value !== 'object' || typeof value.on !== 'function') return value;
	objects.push(value);
	if (typeof value.goto === 'function') watch(value);
	return { object: objects.length - 1 };
}

function watch(page) {
	const note = (kind, text) => events.push([kind, text]);
	page.on('request', (r) => note('request', r.url()));
	page.on('websocket', (w) => note('websocket', w.url()));
	page.on('pageerror', (e) => note('error', e.stack || String(e)));
	page.on('console', (m) => { if (m.type() === 'error') note('console', m.text()); });
	page.on('dialog', (d) => {
		note('dialog', d.type());
		if (d.type() === 'beforeunload') d.accept().catch(() => {});
		else d.dismiss().catch(() => {});
	});
}

async function call({ on, method, args }) {
	if (method === 'events') return events;
	const object = objects[on];
	const target = method.split('.').slice(0, -1).reduce((o, name) => o[name], object);
	return number(await target[method.split('.').pop()](...args.map((a) => a && objects[a.object] || a)));
}

(async () => {
	objects.push(await chromium.launch({
		executablePath: process.argv[2], args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
	}));
	const input = readline.createInterface({ input: process.stdin });
	input.on('line', async (line) => {
		const asked = JSON.parse(line);
		let answer;
		try {
			answer = { id: asked.id, value: await call(asked) };
		} catch (error) {
			answer = { id: asked.id, error: String(error.stack || error) };
		}
		process.stdout.write(JSON.stringify(answer) + '\n');
	});
	input.on('close', () => objects[0].close().finally(() => process.exit(0)));
	process.stdout.write('{"id":0}\n');
})().catch((error) => {
	process.stderr.write(String(error.stack || error) + '\n');
	process.exit(1);
});
