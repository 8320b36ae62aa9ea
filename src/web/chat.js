// chat.js: the connection, and what is known of the chat. The page is told through `view` (view.js).

// Lines that are kept of a channel.
const LINES = 1000;
// Messages of history in one answer.
const PAGE = 100;
// Messages that are on their way at once.
const FLYING = 5;
// Times that the name is asked for that an old connection of ours still has.
const REGAIN = 20;
const WANTED = ['server-time', 'message-tags', 'batch', 'echo-message', 'labeled-response', 'multi-prefix',
	'away-notify', 'standard-replies', 'no-implicit-names', 'invite-notify', 'draft/multiline', 'draft/chathistory',
	'draft/event-playback', 'draft/read-marker', 'draft/message-redaction', 'linnet.chat/resume'];

// What is kept: the name for next time, all else for this tab alone. Where storage is refused, only in `memory`.
const memory = {};
const kept = {
	get(key) {
		try {
			return JSON.parse((key === 'nick' ? localStorage : sessionStorage)['linnet-' + key]);
		} catch (_) {
			return memory[key];
		}
	},
	set(key, value) {
		memory[key] = value;
		try {
			(key === 'nick' ? localStorage : sessionStorage)['linnet-' + key] = JSON.stringify(value);
		} catch (_) {
			// Memory has it.
		}
	},
};

const me = {
	// wanted: the name that was typed, nick: the one that the server gave.
	// token: with it the next connection takes the place of this one.
	nick: '', wanted: '', token: '', pass: kept.get('pass') || '',
	// Registered, and the connection lives as far as is known.
	up: false,
	// Tries to connect in a row.
	back: 0,
	// Tries left to get the name back.
	regain: 0,
	away: '',
	caps: new Map(),
};
let socket, again, serial = 0, batches = {}, motd = [], list = [];
// performance.now() of the last line, and of the question whether anybody is there (0: none).
let heard = 0, probed = 0;

// Channels and private chats, by folded name.
const rooms = new Map();

const mine = (nick) => same(nick, me.nick) || same(nick, me.wanted);

function room(name) {
	const key = fold(name);
	let r = rooms.get(key);
	if (!r) {
		// state: out, joining (until its history is here) or in; since: our joining, marks: reactions, by msgid
		r = { name, key, state: 'out', lines: [], ids: new Map(), marks: new Map(), people: new Map(),
			typing: new Map(), unread: 0, hot: false, topic: '', read: '', draft: '', fetched: 0 };
		rooms.set(key, r);
		view.tabs();
	}
	return r;
}

function forget(r) {
	rooms.delete(r.key);
	keepRooms();
	view.closed(r);
}

const keepRooms = () => kept.set('rooms',
	[...rooms.values()].filter((r) => isChannel(r.name) && r.state !== 'out').map((r) => r.name));

// ---- the connection

function send(line) {
	if (socket && socket.readyState === 1) socket.send(line);
}

function connect() {
	clearTimeout(again);
	hangUp();
	view.state('connecting');
	me.error = '';
	me.caps.clear();
	batches = {};
	probed = 0;
	heard = performance.now();
	const ws = socket = new WebSocket(location.origin.replace('http', 'ws'), 'text.ircv3.net');
	ws.onopen = () => {
		send('CAP LS 302');
		if (me.pass) send('PASS :' + me.pass);
		send('NICK ' + (me.nick = me.wanted));
		send('USER web 0 * :' + me.wanted);
	};
	ws.onmessage = (e) => {
		heard = performance.now();
		probed = 0;
		for (const line of e.data.split(/[\r\n]+/)) {
			try {
				if (line) take(parse(line));
			} catch (error) {
				console.error(error);
			}
		}
	};
	ws.onclose = lost;
}

// Lets go of a connection, whatever it would still say.
function hangUp() {
	if (socket) {
		socket.onopen = socket.onmessage = socket.onclose = null;
		socket.close();
	}
	socket = null;
	me.up = false;
}

function lost() {
	hangUp();
	for (const p of outbox) if (p.state === 'sent') p.state = 'doubt';
	for (const r of rooms.values()) {
		r.typing.clear();
		if (r.state === 'in') r.state = 'joining';
	}
	keep();
	if (!me.wanted) return;
	const wait = Math.min(30, 2 ** me.back++) * (0.7 + 0.6 * Math.random());
	view.state('lost', Math.ceil(wait), me.error);
	again = setTimeout(connect, wait * 1000);
}

// Is the connection alive? Asks, and gives it up when nothing comes.
function probe() {
	if (!me.wanted) return;
	if (!me.up && !(socket && socket.readyState < 2)) {
		me.back = 0;
		connect();
	} else if (!probed) {
		probed = performance.now();
		send('PING :linnet');
	}
}

setInterval(() => {
	if (!socket) return;
	const now = performance.now();
	if (probed && now - probed > 8000) lost();
	else if (!probed && now - heard > (me.up && !outbox.some((p) => p.state === 'sent') ? 45000 : 8000)) probe();
}, 1000);
