// page.js: what people type and touch, and how it begins.

let onAnswer = null;

function ask(label, value, done, pass, wrong) {
	onAnswer = done;
	$('asklabel').textContent = label;
	$('askfield').value = value;
	$('askpass').hidden = $('passlabel').hidden = !pass;
	$('askwrong').textContent = wrong || '';
	$('askok').textContent = done === enter ? T('enter') : 'OK';
	$('askno').hidden = done === enter;
	$('asklist').textContent = '';
	$('ask').hidden = false;
	$('chat').hidden = true;
	$(pass ? 'askpass' : 'askfield').focus();
}

function asked() {
	$('ask').hidden = true;
	$('chat').hidden = false;
	side(false);
	if (current) show(current);
}

$('askform').onsubmit = (e) => {
	e.preventDefault();
	const done = onAnswer, value = $('askfield').value.trim();
	if (done !== enter) asked();
	done(value);
};
$('askno').onclick = asked;

function enter(name) {
	if (!NICK.test(name) || name.length > NICK_MAX) {
		$('askfield').value = propose(name);
		$('askwrong').textContent = T('badname', propose(name));
		return;
	}
	me.wanted = name;
	me.pass = $('askpass').value || me.pass;
	me.known = false;
	me.back = 0;
	connect();
}

function rename(name) {
	if (NICK.test(name)) send('NICK ' + name);
	else note(current, T('badname', propose(name)));
}

const retopic = (text) => send('TOPIC ' + current.name + ' :' + text);

// Joins a channel, and shows it once that is done.
function wish(name, key) {
	if (!name) return;
	const r = join(isChannel(name) ? name : '#' + name, key);
	r.wish = true;
	if (r.people.size) show(r);
}

function leave(r) {
	if (isChannel(r.name) && r.state !== 'out') send('PART ' + r.name);
	else forget(r);
}

// ---- commands

const COMMANDS = {
	join(text) { wish(...text.split(' ')); },
	part(text) { leave(rooms.get(fold(text)) || current); },
	msg(text) {
		const [to, ...words] = text.split(' ');
		if (!to) return;
		show(room(to));
		if (words.length) say(to, words.join(' '));
	},
	me(text) { say(current.name, text, null, true); },
	nick: rename,
	topic(text) { send('TOPIC ' + current.name + (text ? ' :' + text : '')); },
	away(text) { send('AWAY :' + (me.away = text)); },
	kick(text) { send('KICK ' + current.name + ' ' + text.replace(' ', ' :')); },
	list() { $('add').onclick(); },
	help() {
		note(current, '/join #…\n/part\n/msg … …\n/me …\n/nick …\n/topic …\n/away …\n/kick …\n/list');
	},
};

$('form').onsubmit = (e) => {
	e.preventDefault();
	const text = $('text').value;
	const [, name, rest] = /^\/(\w+) ?(.*)$/s.exec(text) || [];
	if (!text.trim() || !current) return;
	if (name && !COMMANDS[name.toLowerCase()]) {
		note(current, '/' + name + '? /help');
		return;
	}
	$('text').value = '';
	if (name) COMMANDS[name.toLowerCase()](rest.trim());
	else say(current.name, text.replace(/^\/\//, '/'), replyTo && replyTo.id);
	if (!name) answer(null);
	typed = 0;
	saveDraft();
	grow();
	toEnd();
};

function saveDraft() {
	if (!current) return;
	current.draft = $('text').value;
	const drafts = {};
	for (const r of rooms.values()) if (r.draft) drafts[r.key] = r.draft;
	kept.set('drafts', drafts);
}

function grow() {
	$('text').style.height = 'auto';
	$('text').style.height = $('text').scrollHeight + 2 + 'px';
}

$('text').oninput = () => {
	const end = atEnd(), now = performance.now(), text = $('text').value;
	grow();
	saveDraft();
	if (end) toEnd();
	const state = !text ? 'done' : text[0] !== '/' && now - typed > 3000 ? 'active' : '';
	if (!state || (!text && !typed) || !me.up) return;
	typed = text ? now : 0;
	send('@+typing=' + state + ' TAGMSG ' + current.name);
};

// Completes the name that is being typed.
function complete(field) {
	const start = field.value.slice(0, field.selectionStart).replace(/\S+$/, '').length;
	const word = field.value.slice(start, field.selectionStart);
	const nick = word && [...current.people.keys()].find((n) => fold(n).startsWith(fold(word)));
	if (nick) field.setRangeText(nick + (start ? ' ' : ': '), start, field.selectionStart, 'end');
	return nick;
}

$('text').onkeydown = (e) => {
	if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) $('form').onsubmit(e);
	else if (e.key === 'Tab' && !e.shiftKey && current && complete($('text'))) e.preventDefault();
	else if (e.key === 'Escape') answer(null);
};

// Lines by arrow keys; Enter shows what can be done with one.
$('scroll').onkeydown = (e) => {
	const line = e.target.closest('.line'), up = e.key === 'ArrowUp', down = e.key === 'ArrowDown';
	if (e.key === 'Enter' && line && e.target === line && line.onclick) line.onclick(e);
	else if (up || down) {
		const all = [...$('log').children], next = all[(line ? all.indexOf(line) : all.length) + (up ? -1 : 1)];
		if (!next) return;
		next.focus();
		e.preventDefault();
	}
};

const beside = (by) => {
	const all = [...rooms.values()];
	show(all[(all.indexOf(current) + by + all.length) % all.length]);
};

$('tabs').onkeydown = (e) => {
	const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
	if (!by) return;
	beside(by);
	e.preventDefault();
	$('tab-' + current.key).focus();
};

document.onkeydown = (e) => {
	if (e.key === 'Escape') {
		side(false);
		if (!$('ask').hidden && !$('askno').hidden) asked();
	}
	if (!e.altKey || !current) return;
	if (e.key >= '1' && e.key <= '9' && [...rooms.values()][e.key - 1]) show([...rooms.values()][e.key - 1]);
	else if (e.key === 'ArrowUp' || e.key === 'ArrowDown') beside(e.key === 'ArrowUp' ? -1 : 1);
	else return;
	e.preventDefault();
};

$('add').onclick = () => {
	ask(T('join'), '#', wish);
	send('LIST');
};
$('who').onclick = () => side(!$('chat').classList.contains('open'));
$('replyno').onclick = () => answer(null);
$('scroll').onscroll = () => {
	if (current && $('scroll').scrollTop < 50 && me.up) fetch(current, true);
	look();
};
setInterval(() => current && current.typing.size && view.typing(current), 1000);

// ---- coming and going

document.onvisibilitychange = () => {
	if (document.hidden) return;
	look();
	probe();
};
for (const event of ['online', 'offline', 'pageshow']) addEventListener(event, probe);
addEventListener('beforeunload', (e) => {
	saveDraft();
	if (outbox.length) e.preventDefault();
});
// Where the keyboard covers the page instead of making it smaller (iOS).
if (window.visualViewport) {
	visualViewport.onresize = () => {
		document.body.style.height = visualViewport.height + 'px';
		scrollTo(0, 0);
	};
}

document.documentElement.lang = language;
for (const [id, key] of [['add', 'join'], ['send', 'send'], ['tabs', 'tabs'], ['replyno', 'cancel']])
	$(id).setAttribute('aria-label', $(id).title = T(key));
$('side').setAttribute('aria-label', T('people', ''));
$('askno').textContent = T('cancel');
$('passlabel').textContent = T('pass');
const channel = decodeURIComponent(location.hash), old = kept.get('rooms') || [];
for (const name of old.concat(channel.length > 1 ? channel : '#lobby')) room(name).state = 'joining';
for (const [key, text] of Object.entries(kept.get('drafts') || {})) room(key).draft = text;
if (kept.get('in')) {
	me.known = true;
	me.wanted = kept.get('nick');
	$('chat').hidden = false;
	show(rooms.get(fold(kept.get('current') || '')) || [...rooms.values()][0]);
	connect();
} else {
	view.enter();
}
