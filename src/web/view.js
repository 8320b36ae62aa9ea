// view.js: shows what the others tell.

const view = {
	current: () => current,
	reading: (r) => r === current && !atEnd(),

	tabs() {
		const at = document.activeElement && document.activeElement.dataset.key;
		fill($('tabs'), ...[...rooms.values()].map((r) => {
			const b = button('', () => show(r));
			b.id = 'tab-' + r.key;
			b.dataset.key = r.key;
			b.tabIndex = r === current ? 0 : -1;
			b.className = r.hot ? 'hot' : '';
			b.setAttribute('role', 'tab');
			b.setAttribute('aria-selected', r === current);
			b.setAttribute('aria-controls', 'scroll');
			b.append(make('bdi', {}, r.name));
			if (r.unread) {
				b.append(make('b', {}, (r.hot ? '@' : '') + r.unread));
				b.setAttribute('aria-label', T('unread', r.name, r.unread));
			}
			if (r.key === at) setTimeout(() => b.focus());
			return b;
		}));
		if (current) $('scroll').setAttribute('aria-labelledby', 'tab-' + current.key);
		const n = [...rooms.values()].reduce((sum, r) => sum + r.unread, 0);
		document.title = (n ? '(' + n + ') ' : '') + (current ? current.name : 'linnet');
	},

	// All lines, as they are now; what is being read stays where it is.
	room(r) {
		if (r !== current) return;
		const scroll = $('scroll'), end = atEnd();
		const top = r.lines.find((l) => l.e && l.e.isConnected && l.e.offsetTop >= scroll.scrollTop);
		const offset = top && top.e.offsetTop - scroll.scrollTop;
		const all = document.createDocumentFragment();
		if (r.start) all.append(make('p', { className: 'note' }, T('start')));
		r.lines.forEach((l, i) => all.append(build(r, l, r.lines[i - 1])));
		$('log').setAttribute('aria-busy', true);
		fill($('log'), all);
		$('log').removeAttribute('aria-busy');
		if (end) toEnd();
		else if (top && top.e.isConnected) scroll.scrollTop = top.e.offsetTop - offset;
		look();
	},

	added(r, l) {
		if (l.hot && document.hidden && navigator.vibrate) navigator.vibrate(80);
		if (r !== current) return;
		const end = atEnd() || mine(l.from);
		$('log').append(build(r, l, r.lines[r.lines.length - 2]));
		if (end) toEnd();
		look();
		view.typing(r);
	},

	changed(r, l) {
		if (r !== current || !l.e || !l.e.isConnected) return;
		const end = atEnd(), old = l.e;
		old.replaceWith(build(r, l, r.lines[r.lines.indexOf(l) - 1]));
		if (end) toEnd();
	},

	trimmed(r) {
		while (r === current && $('log').firstChild !== r.lines[0].e) $('log').firstChild.remove();
	},

	// What was typed and is not confirmed: behind everything else.
	pending() {
		if (!current) return;
		const end = atEnd();
		fill($('pending'), ...outbox.filter((p) => same(p.to, current.name)).map((p) => {
			const settled = !isChannel(p.to) || current.state === 'in';
			const doubt = p.state === 'doubt' && me.up && settled, failed = p.state === 'failed';
			const text = make('p', { dir: 'auto' }, p.act ? '* ' + me.nick + ' ' : '', ...rich(p.text));
			const state = make('small', {}, failed ? p.why : T(doubt ? 'doubt' : 'sent'));
			const e = make('div', { className: 'line wait ' + p.state }, text, state);
			if (failed || doubt) {
				e.append(button(T('again'), () => {
					p.state = 'new';
					pump();
				}), button(T('remove'), () => {
					outbox.splice(outbox.indexOf(p), 1);
					keep();
				}));
			}
			return e;
		}));
		if (end) toEnd();
	},

	topic(r) {
		if (r === current) fill($('topic'), ...rich(r.topic));
	},

	people(r) {
		if (!r || r !== current) return;
		const own = r.people.get(me.nick), op = own && own.signs.includes('@');
		const rank = ([nick, { signs }]) => (/@/.test(signs) ? 0 : signs ? 1 : 2) + fold(nick);
		const list = [...r.people].sort((a, b) => rank(a) < rank(b) ? -1 : 1);
		fill($('who'), '👥 ' + list.length);
		$('who').setAttribute('aria-label', T('people', list.length));
		$('who').hidden = !isChannel(r.name);
		const rows = list.map(([nick, person]) => {
			const row = make('li', {}, button('', () => !mine(nick) && show(room(nick))));
			row.firstChild.append(person.signs, nickName(nick));
			if (person.away) row.firstChild.append(make('small', {}, ' ' + T('away')));
			const kick = () => send('KICK ' + r.name + ' ' + nick);
			if (op && !mine(nick)) row.append(button('✕', kick, T('kick', nick)));
			return row;
		});
		const channel = isChannel(r.name);
		fill($('side'), make('div', { className: 'keys' },
			...(channel ? [button(T('topic'), () => ask(T('topic'), r.topic, retopic))] : []),
			button(T('leave'), () => leave(r)),
			button(T('name'), () => ask(T('name'), me.nick, rename)),
			button(T(me.away ? 'back' : 'away'), () => COMMANDS.away(me.away ? '' : T('away')))),
			...(channel ? [make('h2', {}, T('people', list.length)), make('ul', {}, ...rows)] : []));
	},

	typing(r) {
		if (r !== current) return;
		const now = performance.now();
		for (const [nick, until] of r.typing) if (until < now) r.typing.delete(nick);
		const who = [...r.typing.keys()];
		$('typing').textContent = who.length ? T('typing', who.slice(0, 5).join(', ')) : '';
	},

	state(key, ...words) {
		const text = T(key, ...words.slice(0, 1)) + (words[1] ? ' ' + words[1] : '');
		if (!$('ask').hidden && !me.known) $('askwrong').textContent = text;
		fill($('state'), text, ...(key === 'lost' ? [' ', button(T('retry'), connect)] : []));
		$('state').hidden = false;
	},

	enter(why, name, pass) {
		ask(T('name'), name || kept.get('nick') || '', enter, pass, why);
	},

	entered() {
		$('state').hidden = true;
		if (!$('ask').hidden) asked();
		if (!current && rooms.size) show(rooms.get(fold(kept.get('current') || '')) || [...rooms.values()][0]);
	},

	joined(r) {
		if (r.wish || !current) show(r);
		r.wish = false;
	},

	closed(r) {
		view.tabs();
		if (r !== current) return;
		current = null;
		if (rooms.size) show([...rooms.values()][0]);
		else $('log').textContent = '';
	},

	list(channels) {
		fill($('asklist'), ...channels.map(([, name, n, topic]) => {
			return button(name + ' (' + n + ') ' + plain(topic), () => {
				asked();
				wish(name);
			});
		}));
	},
};
