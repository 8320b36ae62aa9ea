// irc.js: IRC as text: lines, names, and what formatting codes mean. Knows nothing of the page.

const NICK_MAX = 30;
const NICK = /^[a-z[\]\\`_^{|}][\w[\]\\`^{|}-]*$/i;
// Bytes of text that fit into any line, whatever the names in front of it (the server cuts what is longer).
const LINE_BYTES = 340;

// Two names are the same when these are: CASEMAPPING=ascii.
const fold = (name) => name.replace(/[A-Z]+/g, (s) => s.toLowerCase());
const same = (a, b) => fold(a) === fold(b);
const isChannel = (name) => name[0] === '#';
const bytes = (text) => new TextEncoder().encode(text).length;

const UNESCAPED = { ':': ';', s: ' ', r: '\r', n: '\n' };
const ESCAPED = { ';': '\\:', ' ': '\\s', '\\': '\\\\', '\r': '\\r', '\n': '\\n' };
const escapeTag = (value) => value.replace(/[; \\\r\n]/g, (c) => ESCAPED[c]);

// `name=value` as an array of both.
const pair = (text) => /^([^=]*)=?(.*)$/.exec(text).slice(1);

// A line as { tags, from, command, p }: p are its parameters.
function parse(line) {
	const m = { tags: {}, from: '', p: [] };
	if (line[0] === '@') {
		const end = line.indexOf(' ');
		for (const tag of line.slice(1, end).split(';')) {
			const [key, value] = pair(tag);
			m.tags[key] = value.replace(/\\(.?)/g, (_, c) => UNESCAPED[c] || c);
		}
		line = line.slice(end + 1);
	}
	if (line[0] === ':') {
		m.source = line.slice(1).split(' ', 1)[0];
		m.from = m.source.split('!')[0];
		line = line.slice(m.source.length + 2);
	}
	const colon = line.indexOf(' :');
	m.p = (colon < 0 ? line : line.slice(0, colon)).split(' ').filter(Boolean);
	if (colon >= 0) m.p.push(line.slice(colon + 2));
	m.command = m.p.shift();
	return m;
}

// What may be a nick, for what people type as their name: Jose for José, Bob_Smith for Bob Smith.
function propose(typed) {
	const letters = { ß: 'ss', æ: 'ae', Æ: 'Ae', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L' };
	return typed.trim().normalize('NFD').replace(/[ßæøł]/gi, (c) => letters[c] || '').replace(/[\s./@+]+/g, '_')
		.replace(/[^\w[\]\\`^{|}-]/g, '').replace(/^(?=[\d-])/, '_').slice(0, NICK_MAX).replace(/_+$/, '')
		|| 'guest';
}

// Another name, when one is taken: finch, finch2, finch3.
function another(nick) {
	const [, name, n] = /^(.*?)(\d{0,4})$/.exec(nick);
	return name.slice(0, NICK_MAX - 4) + (n ? +n + 1 : 2);
}

// A text in parts of so many bytes, between words where there are any.
function cut(text, most) {
	const parts = [''];
	const put = (s) => {
		if (bytes(parts[parts.length - 1] + s) > most) parts.push('');
		parts[parts.length - 1] += s;
	};
	for (const word of text.match(/\S*\s?/g)) {
		if (bytes(word) > most) for (const c of word) put(c);
		else put(word);
	}
	return parts.filter(Boolean);
}

const CODES = { '\x02': 'b', '\x1d': 'i', '\x1f': 'u', '\x1e': 's', '\x11': 'm', '\x16': 'v' };
// The hues of the colours 2 to 13; what has none is shown as all text is.
const HUES = [, , 240, 120, 0, 30, 300, 35, 55, 100, 180, 190, 220, 320];

const FORMAT = /(\x03(?:\d\d?(?:,\d\d?)?)?|\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?|[\x00-\x09\x0b-\x1f\x7f])/i;

// Formatted text as runs of { text, classes, hue, link }.
function runs(text) {
	const found = [];
	let on = new Set(), hue;
	text.split(FORMAT).forEach((part, i) => {
		const code = CODES[part[0]];
		if (i % 2 === 0) {
			part.split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,:;!?)\]}])/i).forEach((s, link) => {
				if (s) found.push({ text: s, classes: [...on].join(' '), hue, link: link % 2 === 1 });
			});
		} else if (code) {
			if (!on.delete(code)) on.add(code);
		} else if (part[0] === '\x03') {
			hue = HUES[parseInt(part.slice(1), 10)];
		} else if (part[0] === '\x0f') {
			on = new Set();
			hue = undefined;
		}
	});
	return found;
}

const plain = (text) => runs(text).map((r) => r.text).join('');
