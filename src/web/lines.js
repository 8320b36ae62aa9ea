// lines.js: what is said, as elements of the page. Everything from the network becomes text, never HTML.

const $ = (id) => document.getElementById(id);
const TOUCH = matchMedia('(pointer: coarse)').matches;
const EMOJI = ['👍', '❤️', '😂', '🎉'];
let current = null, replyTo = null, typed = 0;

// A new element with these properties and children.
function make(tag, props, ...children) {
	const e = Object.assign(document.createElement(tag), props);
	e.append(...children);
	return e;
}

const button = (text, onclick, label) => {
	const b = make('button', { type: 'button', onclick }, text);
	if (label) b.setAttribute('aria-label', b.title = label);
	return b;
};

const fill = (e, ...children) => {
	e.textContent = '';
	e.append(...children);
};

const hue = (nick) => [...fold(nick)].reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 360, 7);

function nickName(nick) {
	const b = make('bdi', { className: 'nick' }, nick);
	b.style.setProperty('--h', hue(nick));
	return b;
}

// A text with its formatting and links.
function rich(text) {
	return runs(text).map((r) => {
		const e = make(r.link ? 'a' : 'span', { className: r.classes }, r.text);
		if (r.link) Object.assign(e, { href: r.text, target: '_blank', rel: 'noopener noreferrer' });
		if (r.hue !== undefined) {
			e.classList.add('nick');
			e.style.setProperty('--h', r.hue);
		}
		return e;
	});
}

const quote = (sign, l) => [sign, nickName(l.from), ' ' + plain(l.text)];

const CLOCK = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });

function build(r, l, before) {
	const at = new Date(l.at), last = before && new Date(before.at);
	const newDay = !before || at.toDateString() !== last.toDateString();
	const first = newDay || !before.said || before.act || before.from !== l.from || at - last > 300000;
	const clock = make('time', { dateTime: l.at }, CLOCK.format(at));
	const e = make('div', { className: 'line' + (l.hot ? ' hot' : '') + (l.said ? '' : ' note'), tabIndex: -1 });
	if (newDay) e.append(make('h2', {}, DAY.format(at)));
	if (l === r.fresh) e.append(make('h2', { className: 'fresh' }, T('fresh')));
	if (l.said && !l.act && first) e.append(make('div', { className: 'head' }, nickName(l.from), clock));
	const to = l.reply && r.ids.get(l.reply);
	if (to) {
		const go = () => to.e.scrollIntoView({ block: 'center' });
		e.append(make('button', { className: 'quote', dir: 'auto', onclick: go }, ...quote('↪ ', to)));
	}
	const p = make('p', { dir: 'auto' }, ...(l.act ? ['* ', nickName(l.from), ' '] : []), ...rich(l.text));
	if (!l.said || l.act) p.prepend(clock, ' ');
	e.append(p);
	const marks = r.marks.get(l.id);
	if (marks && marks.size) {
		e.append(make('div', { className: 'marks' }, ...[...marks].map(([emoji, who]) => {
			const text = emoji + ' ' + who.size;
			const b = button(text, () => mark(r, l, emoji), text + ' ' + [...who].join(', '));
			b.setAttribute('aria-pressed', who.has(me.nick));
			return b;
		})));
	}
	const can = l.said && l.id;
	if (can) e.onclick = ({ target }) => target.closest('a, button') || getSelection() + '' || tools(r, l);
	// What is open stays open when the line is drawn again.
	const bar = can && l.e && l.e.querySelector('#tools');
	if (bar) e.append(bar);
	l.e = e;
	return e;
}

// What can be done with a line: shown in it, until it is chosen once more.
function tools(r, l) {
	const there = l.e.contains($('tools'));
	noTools();
	if (there) return;
	const own = r.people.get(me.nick);
	const bar = make('div', { id: 'tools' }, button('↩ ' + T('reply'), () => answer(l)));
	bar.append(...EMOJI.map((m) => button(m, () => mark(r, l, m))));
	if (isChannel(r.name) && (mine(l.from) || (own && own.signs.includes('@'))))
		bar.append(button(T('remove'), () => send('REDACT ' + r.name + ' ' + l.id)));
	l.e.append(bar);
	bar.scrollIntoView({ block: 'nearest' });
}

function noTools() {
	if ($('tools')) $('tools').remove();
}

function mark(r, l, emoji) {
	noTools();
	const who = (r.marks.get(l.id) || new Map()).get(emoji), un = who && who.has(me.nick) ? 'un' : '';
	send('@+draft/' + un + 'react=' + escapeTag(emoji) + ';+draft/reply=' + escapeTag(l.id) + ' TAGMSG ' + r.name);
}

function answer(l) {
	noTools();
	replyTo = l;
	$('reply').hidden = !l;
	if (l) fill($('replyto'), ...quote('↩ ', l));
	$('text').focus();
}

const atEnd = () => $('scroll').scrollHeight - $('scroll').scrollTop - $('scroll').clientHeight < 60;
const toEnd = () => { $('scroll').scrollTop = 1e9; };

function look() {
	if (current && !document.hidden && atEnd()) seen(current);
}

function show(r) {
	if (current) current.draft = $('text').value;
	if (r !== current) {
		$('log').textContent = '';
		r.fresh = r.unread ? r.lines.find((l) => l.said && !mine(l.from) && l.at > r.read) : null;
		answer(null);
	}
	current = r;
	kept.set('current', r.name);
	$('text').value = r.draft;
	$('text').placeholder = T('write', r.name);
	$('text').setAttribute('aria-label', T('write', r.name));
	$('log').setAttribute('aria-label', r.name);
	fill($('title'), make('bdi', {}, r.name));
	side(false);
	grow();
	view.tabs();
	view.topic(r);
	view.room(r);
	view.pending();
	view.people(r);
	view.typing(r);
	toEnd();
	look();
	if (!TOUCH) $('text').focus();
}

function side(open) {
	$('chat').classList.toggle('open', open);
	$('who').setAttribute('aria-expanded', open);
}
