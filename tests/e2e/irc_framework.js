// A program around irc-framework, the library that The Lounge and Kiwi IRC are made of, for the tests to drive.
//
//   node irc_framework.js HOST PORT NICK [PROTOCOL]
//
// With a PROTOCOL it speaks WebSocket, and asks for that subprotocol; none: for none.
// Each line of standard input is a call as JSON, ["say", "#lobby", "hello"]: a method of the library's client, with its
// arguments. Each event of the library becomes a line of standard output: its name, a space, and what it holds as JSON.
// It asks for all that the library knows, and for what it leaves to its users: history and replies with labels.
"use strict";

const IRC = require("irc-framework");
const readline = require("readline");

global.WebSocket = require("ws");

const [host, port, nick, protocol] = process.argv.slice(2);
const client = new IRC.Client();

function show(name, content) {
	// Commands that came in a batch hold each other, and an event of a message holds a function.
	const seen = new WeakSet();
	const text = JSON.stringify(content === undefined ? {} : content, (key, value) => {
		if (typeof value !== "object" || value === null) return value;
		if (seen.has(value)) return undefined;
		seen.add(value);
		return value instanceof Map ? Object.fromEntries(value) : value;
	});
	process.stdout.write(name + " " + text + "\n");
}

// parsed_middleware sees every event that the library makes of what the server says.
client.use((_, raw, parsed) => {
	parsed.use((name, content, irc, next) => {
		show(name, content);
		next();
	});
});
client.on("registered", () => show("capabilities", client.network.cap.enabled));
client.on("socket close", () => process.exit(0));

client.requestCap(["draft/chathistory", "draft/event-playback", "labeled-response", "standard-replies"]);
client.connect({
	host, port: Number(port), nick, username: nick, gecos: "A Library",
	...(protocol && { transport: require("irc-framework/src/transports/websocket"),
		websocket_protocol: protocol === "none" ? undefined : protocol }),
	enable_chghost: true, enable_setname: true, enable_echomessage: true, auto_reconnect: false,
});

readline.createInterface({ input: process.stdin }).on("line", (line) => {
	const [method, ...args] = JSON.parse(line);
	client[method](...args);
});
