// outbox.js: what was typed, until the server has confirmed it: nothing is lost, and nothing is said twice.

// What was typed and has no confirmation: { to, text, act, reply, state, label, nick, after, why }.
//   new     to be sent
//   sent    on its way, under `label`; `after` is the last message that was known in the channel
//   later   the server had no place for it: to be sent a little later
//   doubt   the connection broke before the answer: history tells whether it has arrived, or else its writer decides
//   failed  refused by the server, `why`
const outbox = kept.get('outbox') || [];
for (const p of outbox) p.state = { sent: 'doubt', later: 'new' }[p.state] || p.state;
const doubtful = (r) => outbox.filter((p) => p.state === 'doubt' && same(p.to, r.name));

const keep = () => {
	kept.set('outbox', outbox);
	view.pending();
};

function say(to, text, reply, act) {
	const limits = Object.assign({ 'max-bytes': 4096, 'max-lines': 24 },
		Object.fromEntries((me.caps.get('draft/multiline') || '').split(',').map(pair)));
	let lines = [];
	const put = () => {
		const whole = lines.join('\n');
		if (whole.trim()) outbox.push({ to, text: whole, act, reply, state: 'new' });
		lines = [];
	};
	for (const line of text.replace(/\s+$/, '').split('\n')) {
		for (const part of act ? cut(line, LINE_BYTES) : bytes(line) > 3000 ? cut(line, 3000) : [line]) {
			const all = lines.concat(part);
			const parts = all.reduce((n, l) => n + Math.ceil((bytes(l) + 1) / (LINE_BYTES - 40)), 0);
			if (act || parts > limits['max-lines'] || bytes(all.join('\n')) > limits['max-bytes']) put();
			lines.push(part);
		}
	}
	put();
	keep();
	pump();
}

function pump() {
	let flying = outbox.filter((p) => p.state === 'sent').length;
	for (const p of outbox) {
		if (!me.up || flying >= FLYING) break;
		if (p.state !== 'new' || (isChannel(p.to) && room(p.to).state === 'joining')) continue;
		flying++;
		transmit(p);
	}
	keep();
}

function transmit(p) {
	const r = room(p.to), label = String(++serial);
	const known = r.lines.filter((l) => l.id).pop();
	const tags = '@label=' + label + (p.reply ? ';+draft/reply=' + escapeTag(p.reply) : '');
	Object.assign(p, { state: 'sent', label, nick: me.nick, after: known ? known.id : r.since });
	if (p.act || (!p.text.includes('\n') && bytes(p.text) <= LINE_BYTES)) {
		send(tags + ' PRIVMSG ' + p.to + ' :' + (p.act ? '\x01ACTION ' + p.text + '\x01' : p.text));
		return;
	}
	send(tags + ' BATCH +' + label + ' draft/multiline ' + p.to);
	for (const line of p.text.split('\n')) {
		(line ? cut(line, LINE_BYTES) : ['']).forEach((part, i) => {
			const on = i ? ';draft/multiline-concat' : '';
			send('@batch=' + label + on + ' PRIVMSG ' + p.to + ' :' + part);
		});
	}
	send('BATCH -' + label);
}

// The answer to something that was typed has come: it is in the channel, as `line`.
function confirm(p, line) {
	line.own = true;
	outbox.splice(outbox.indexOf(p), 1);
	// What was said later comes later.
	for (const q of outbox) if (same(q.to, p.to) && q.label && line.id) q.after = line.id;
}

// History is here: what of the doubtful lines is in it has arrived.
function reconcile(r) {
	for (const p of doubtful(r)) {
		const from = r.lines.findIndex((l) => l.id === p.after) + 1;
		const fits = (l) => !l.own && l.text === p.text && l.from === p.nick && !l.act === !p.act;
		const line = r.lines.slice(from).find(fits);
		if (line) confirm(p, line);
	}
}
