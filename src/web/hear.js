// hear.js: what the server says.

function take(m) {
	const open = batches[m.tags.batch];
	if (m.command === 'BATCH') {
		const ref = m.p[0].slice(1);
		if (m.p[0][0] === '+') {
			batches[ref] = { m, type: m.p[1], of: m.p[2], items: [] };
			return;
		}
		const b = batches[ref];
		delete batches[ref];
		if (b) closeBatch(b);
	} else if (open) {
		open.items.push(m);
	} else {
		const label = m.tags.label, p = label && outbox.find((q) => q.label === label && q.state === 'sent');
		if (p && answered(p, m)) return;
		if (HEAR[m.command]) HEAR[m.command](m);
		else if (/^[45]\d\d$/.test(m.command)) tell(m.p.slice(1).join(' '));
	}
}

function closeBatch(b) {
	if (b.type === 'draft/multiline') {
		const concat = (l) => 'draft/multiline-concat' in l.tags;
		const text = b.items.map((l, i) => (i && !concat(l) ? '\n' : '') + l.p[1]).join('');
		take(Object.assign({}, b.items[0], { tags: b.m.tags, p: [b.of, text] }));
	} else if (b.type === 'chathistory') {
		if (rooms.has(fold(b.of))) history(room(b.of), b.items);
	} else {
		for (const m of b.items) {
			delete m.tags.batch;
			if (b.m.tags.label) m.tags.label = b.m.tags.label;
			take(m);
		}
	}
}

// The first answer to what was typed; returns false when the line is to be heard as any other.
function answered(p, m) {
	const failed = /^[45]\d\d$|^FAIL$/.test(m.command);
	if (m.command === 'PRIVMSG') {
		const r = room(p.to), line = describe(r, m);
		confirm(p, line);
		add(r, line);
	} else if ((m.p[0] === 'BATCH' || m.p[1] === 'NO_ROOM') && (p.tries = (p.tries || 0) + 1) < 5) {
		// The server had no place for it just now.
		p.state = 'later';
		setTimeout(() => {
			if (p.state === 'later') p.state = 'new';
			pump();
		}, 2000);
	} else if (failed) {
		p.state = 'failed';
		p.why = m.p[m.p.length - 1];
	} else {
		return false;
	}
	pump();
	return true;
}

const named = (m, i) => rooms.get(fold(m.p[i] || ''));

// Each channel that somebody is in hears of it.
function everywhere(m, change) {
	for (const r of rooms.values()) {
		if (!r.people.has(m.from) && !same(r.name, m.from)) continue;
		change(r);
		const line = describe(r, m, true);
		if (line) add(r, line);
		view.people(r);
	}
}

// A join failed, or somebody left.
function out(r, m) {
	r.state = 'out';
	r.people.clear();
	keepRooms();
	view.people(r);
	if (m) note(r, m.p[m.p.length - 1], m);
}

function cannotJoin(m) {
	const r = named(m, 1);
	if (r && r.state === 'joining') out(r, m);
	else tell(m.p.slice(1).join(' '));
	if (r) pump();
}

// Before 001 a name or password that does not do is asked for; later it is told.
function badName(key, m) {
	const proposal = key === 'taken' ? another(m.p[1]) : propose(m.p[1]);
	const words = key === 'taken' ? T(key, m.p[1], proposal) : T(key, proposal);
	if (me.up) {
		if (!me.regain) tell(words);
	} else if (key === 'taken' && me.known) {
		me.nick = me.wanted.slice(0, NICK_MAX - 4) + '_' + (me.regain ? Math.floor(Math.random() * 1000) : '');
		me.regain = REGAIN;
		send('NICK ' + me.nick);
	} else {
		enterAgain(words, proposal);
	}
}

function enterAgain(why, name, pass) {
	me.wanted = '';
	hangUp();
	view.enter(why, name, pass);
}

// Takes back the name that an old connection of ours held. When somebody else has it, the new one stays.
function regain() {
	if (!me.up || !me.regain) return;
	if (--me.regain) {
		send('NICK ' + me.wanted);
		setTimeout(regain, me.regain < REGAIN - 3 ? 3000 : 1000);
	} else {
		tell(T('renamed', me.wanted, me.nick));
		me.wanted = me.nick;
		regained();
	}
}

function regained() {
	me.regain = 0;
	for (const r of rooms.values()) if (r.state === 'joining') fetch(r);
}

const HEAR = {
	CAP(m) {
		if (m.p[1] === 'LS') {
			for (const cap of m.p[m.p.length - 1].split(' ')) me.caps.set(...pair(cap));
			if (m.p[2] === '*') return;
			for (const cap of [...me.caps.keys()]) if (!WANTED.includes(cap)) me.caps.delete(cap);
			send('CAP REQ :' + [...me.caps.keys()].join(' '));
		} else if (m.p[1] === 'ACK' || m.p[1] === 'NAK') {
			if (me.token) send('RESUME ' + me.token);
			me.token = '';
			send('CAP END');
		}
	},
	RESUME(m) { me.token = m.p[1]; },
	'001'(m) {
		me.nick = m.p[0];
		me.up = me.known = true;
		me.back = 0;
		kept.set('nick', me.wanted);
		kept.set('in', true);
		kept.set('pass', me.pass);
		view.entered();
		if (me.away) send('AWAY :' + me.away);
		for (const r of rooms.values()) if (r.state === 'joining') join(r.name, r.key_);
		if (same(me.nick, me.wanted)) me.regain = 0;
		else regain();
		pump();
	},
	422() {},
	375() { motd = []; },
	372(m) { motd.push(m.p[1].replace(/^- /, '')); },
	376() {
		const text = motd.join('\n');
		if (text && text !== me.motd) tell(text);
		me.motd = text;
	},
	433(m) { badName('taken', m); },
	432(m) { badName('badname', m); },
	464() { enterAgain(me.pass ? T('badpass') : '', me.wanted, true); },
	465(m) { enterAgain(m.p[1], me.wanted); },
	ERROR(m) { me.error = m.p[0]; },
	PING(m) { send('PONG :' + m.p[0]); },
	JOIN(m) {
		const r = room(m.p[0]);
		r.people.set(m.from, { signs: '' });
		if (same(m.from, me.nick)) {
			r.name = m.p[0];
			r.state = 'joining';
			r.asking = '';
			r.since = m.tags.msgid;
			r.fetched = 0;
			r.people = new Map([[me.nick, { signs: '' }]]);
			send('WHO ' + r.name + ' %cnf');
			fetch(r);
			view.joined(r);
		} else {
			add(r, describe(r, m, true));
		}
		view.people(r);
	},
	PART(m) {
		const r = named(m, 0);
		if (!r) return;
		if (same(m.from, me.nick)) return forget(r);
		r.people.delete(m.from);
		add(r, describe(r, m, true));
		view.people(r);
	},
	KICK(m) {
		const r = named(m, 0);
		if (!r) return;
		r.people.delete(m.p[1]);
		if (same(m.p[1], me.nick)) out(r);
		add(r, describe(r, m, true));
		view.people(r);
	},
	QUIT(m) {
		everywhere(m, (r) => r.people.delete(m.from));
	},
	NICK(m) {
		const own = same(m.from, me.nick), to = m.p[0], r = rooms.get(fold(m.from));
		everywhere(m, (c) => {
			if (c.people.has(m.from)) c.people.set(to, c.people.get(m.from));
			if (to !== m.from) c.people.delete(m.from);
		});
		if (r && !isChannel(r.name) && !rooms.has(fold(to))) {
			rooms.delete(r.key);
			rooms.set(r.key = fold(to), r);
			for (const p of outbox) if (same(p.to, r.name)) p.to = to;
			r.name = to;
			view.tabs();
		}
		if (!own) return;
		me.nick = to;
		if (me.regain && same(to, me.wanted)) regained();
		if (!me.regain) me.wanted = to;
		kept.set('nick', me.wanted);
		view.people(view.current());
	},
	TOPIC(m) {
		const r = named(m, 0);
		if (!r) return;
		r.topic = m.p[1];
		add(r, describe(r, m, true));
		view.topic(r);
	},
	332(m) {
		const r = room(m.p[1]);
		r.topic = m.p[2];
		view.topic(r);
	},
	354(m) {
		const [, channel, nick, flags] = m.p, r = rooms.get(fold(channel));
		if (r) r.people.set(nick, { signs: flags.replace(/^[HG]\*?|B$/g, ''), away: flags[0] === 'G' });
	},
	315(m) {
		const r = named(m, 1);
		if (r) view.people(r);
	},
	MODE(m) {
		const r = named(m, 0);
		if (!r) return;
		note(r, m.from + ': ' + m.p.slice(1).join(' '), m);
		if (/[ov]/.test(m.p[1])) send('WHO ' + r.name + ' %cnf');
	},
	AWAY(m) {
		for (const r of rooms.values()) {
			const person = r.people.get(m.from);
			if (!person) continue;
			person.away = !!m.p[0];
			view.people(r);
		}
	},
	PRIVMSG(m) {
		const to = m.p[0].replace(/^[@+]+(?=#)/, ''), own = same(m.from, me.nick);
		const server = !m.source || !m.source.includes('!');
		const r = isChannel(to) ? room(to) : server ? view.current() : room(own ? to : m.from);
		const line = r && describe(r, m);
		if (!line) return;
		if (server) return note(r, line.text, m);
		r.typing.delete(m.from);
		add(r, line);
	},
	NOTICE(m) { HEAR.PRIVMSG(m); },
	TAGMSG(m) {
		const own = same(m.from, me.nick);
		const r = isChannel(m.p[0]) || own ? named(m, 0) : rooms.get(fold(m.from));
		const typing = m.tags['+typing'];
		if (!r) return;
		describe(r, m);
		if (!typing || own) return;
		r.typing.delete(m.from);
		if (typing !== 'done') r.typing.set(m.from, performance.now() + (typing === 'paused' ? 30000 : 6000));
		view.typing(r);
	},
	REDACT(m) {
		const r = named(m, 0), line = r && r.ids.get(m.p[1]);
		if (!line) return;
		r.lines.splice(r.lines.indexOf(line), 1);
		r.ids.delete(line.id);
		view.room(r);
	},
	MARKREAD(m) {
		const r = named(m, 0), at = (m.p[1] || '').slice('timestamp='.length);
		if (!r || at <= r.read) return;
		r.read = at;
		r.unread = r.lines.filter((l) => l.said && !mine(l.from) && l.at > at).length;
		if (!r.unread) r.hot = false;
		view.tabs();
	},
	INVITE(m) {
		if (same(m.p[0], me.nick)) tell(T('invited', m.from, m.p[1]));
	},
	FAIL(m) {
		if (m.p[0] === 'RESUME') return;
		const r = m.p[0] === 'CHATHISTORY' && named(m, 3);
		if (!r) return tell(m.p[m.p.length - 1]);
		// The message that was last known is from before the server's restart.
		const asked = r.asking;
		r.asking = '';
		if (asked === 'AROUND') return opened(r);
		if (asked !== 'AFTER') return settle(r);
		r.asking = 'LATEST';
		send('CHATHISTORY LATEST ' + r.name + ' * ' + PAGE);
	},
	321() { list = []; },
	322(m) { list.push(m.p); },
	323() { view.list(list); },
	301(m) { note(named(m, 1) || view.current(), T('away') + ': ' + m.p[1] + why(m.p[2])); },
	305() { setAway(''); },
	306() { setAway(me.away || T('away')); },
};
for (const n of [403, 405, 437, 471, 473, 474, 475, 476]) HEAR[n] = cannotJoin;

function setAway(text) {
	me.away = text;
	view.people(view.current());
}

function join(name, key) {
	const r = room(name);
	if (key) r.key_ = key;
	r.state = 'joining';
	send('JOIN ' + name + (key ? ' ' + key : ''));
	return r;
}
