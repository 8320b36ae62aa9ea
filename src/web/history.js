// history.js: the lines of the channels, as they come and as they are asked for.

// Asks for what is behind the last line that is known, or before the first one. An answer that was full goes on behind
// the message `id`.
function fetch(r, back, id) {
	const ids = r.lines.filter((l) => l.id);
	const end = id || (ids[back ? 0 : ids.length - 1] || {}).id;
	if (r.asking || (back && (!end || r.start))) return;
	r.asking = back ? 'BEFORE' : end ? 'AFTER' : 'LATEST';
	// What is said meanwhile comes behind this one.
	if (!id) r.from = back ? null : r.lines[r.lines.length - 1];
	send('CHATHISTORY ' + r.asking + ' ' + r.name + ' ' + (end ? 'msgid=' + end : '*') + ' ' + PAGE);
}

// An answer is here: lines that are new go where they belong among those that are known.
function history(r, items) {
	const asked = r.asking, [p] = doubtful(r);
	let at = r.from ? r.lines.indexOf(r.from) + 1 : 0;
	r.asking = '';
	if (asked === 'AROUND') {
		// History goes back so far: what is not in it has not arrived.
		if (p && items[0] && items[0].tags.msgid === p.after) for (const q of doubtful(r)) q.state = 'new';
		opened(r);
		return;
	}
	for (const m of items) {
		const line = describe(r, m, true);
		if (!line) continue;
		if (line.id && r.ids.has(line.id)) at = r.lines.indexOf(r.ids.get(line.id)) + 1;
		else insert(r, line, at++);
	}
	if (asked !== 'BEFORE') r.from = r.lines[at - 1];
	if (asked === 'BEFORE' || asked === 'LATEST') r.start = items.length < PAGE;
	view.room(r);
	view.tabs();
	const last = items.length >= PAGE && items[items.length - 1].tags.msgid;
	if (asked === 'AFTER' && last && r.fetched++ < 50) fetch(r, false, last);
	else if (asked !== 'BEFORE') settle(r);
}

// All that was said is here. Doubtful lines have to wait while an old connection of ours may still say them. Those that
// have not arrived are sent again only if history knows the message before them: it may be gone, as after a restart.
function settle(r) {
	if (me.regain && doubtful(r).length) return;
	reconcile(r);
	const [p] = doubtful(r);
	if (p && p.after) {
		r.asking = 'AROUND';
		send('CHATHISTORY AROUND ' + r.name + ' msgid=' + p.after + ' 1');
	} else {
		opened(r);
	}
}

function opened(r) {
	r.state = 'in';
	keepRooms();
	pump();
}

function insert(r, line, at) {
	r.lines.splice(at, 0, line);
	if (line.id) r.ids.set(line.id, line);
	if (line.said && !mine(line.from) && (r.read ? line.at > r.read : !line.old)) {
		r.unread++;
		r.hot = r.hot || line.hot;
	}
}

function add(r, line) {
	if (line.id && r.ids.has(line.id)) return;
	insert(r, line, r.lines.length);
	if (r.lines.length > LINES && !view.reading(r)) {
		r.ids.delete(r.lines.shift().id);
		r.start = false;
		view.trimmed(r);
	}
	view.added(r, line);
	if (line.said) view.tabs();
}

// Words of the page's own, and where they are read at once.
const note = (r, text, m) => r && add(r, { at: time(m), text, old: true });
const tell = (text) => note(view.current(), text);
const time = (m) => m && Date.parse(m.tags.time) ? m.tags.time : new Date().toISOString();

const why = (text) => text ? ' (' + text + ')' : '';

// A message as a line of a channel; or nothing, when it changes something else.
function describe(r, m, old) {
	const [a, b, c] = m.p, tag = (name) => m.tags['+draft/' + name] || m.tags['+' + name];
	const line = { id: m.tags.msgid, at: time(m), from: m.from, old, text: '' };
	switch (m.command) {
	case 'PRIVMSG':
	case 'NOTICE': {
		const action = /^\x01ACTION (.*?)\x01?$/s.exec(b);
		if (b[0] === '\x01' && !action) return null;
		const name = new RegExp('(^|[^\\w-])' + me.nick.replace(/\W/g, '\\$&') + '($|[^\\w-])', 'i');
		return Object.assign(line, { said: true, act: !!action, text: action ? action[1] : b,
			reply: tag('reply'), hot: !mine(m.from) && (!isChannel(r.name) || name.test(plain(b))) });
	}
	case 'TAGMSG':
		if (tag('reply') && tag('react')) react(r, tag('reply'), tag('react'), m.from);
		else if (tag('reply') && tag('unreact')) react(r, tag('reply'), tag('unreact'), m.from, true);
		return null;
	case 'JOIN': line.text = T('joined', m.from); break;
	case 'PART': line.text = T('left', m.from) + why(b); break;
	case 'QUIT': line.text = T('left', m.from) + why(a); break;
	case 'NICK': line.text = T('renamed', m.from, a); break;
	case 'KICK': line.text = T('kicked', b, m.from) + why(c); break;
	case 'TOPIC': line.text = T('retopic', m.from, b); break;
	default: return null;
	}
	return line;
}

function react(r, id, emoji, from, gone) {
	if (!r.marks.has(id)) r.marks.set(id, new Map());
	const marks = r.marks.get(id), who = marks.get(emoji) || new Set();
	if (gone) who.delete(from);
	else who.add(from);
	marks.delete(emoji);
	if (who.size) marks.set(emoji, who);
	if (r.ids.has(id)) view.changed(r, r.ids.get(id));
}

// All that is here has been seen.
function seen(r) {
	const last = r.lines.filter((l) => l.id).pop();
	if (r.unread) {
		r.unread = 0;
		r.hot = false;
		view.tabs();
	}
	if (!last || last.at <= r.read) return;
	r.read = last.at;
	if (me.up && me.caps.has('draft/read-marker')) send('MARKREAD ' + r.name + ' timestamp=' + last.at);
}
