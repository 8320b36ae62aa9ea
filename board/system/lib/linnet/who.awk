# who.awk: reads linnetd's log; keeps the last lines of it in `log.1` and `log.2`, and in `who` how many are on, and their names in the
# order in which they came. linnetd says: `linnetd: slot 3: wren from 10.0.0.7 is here`, and the same again when a
# nick has changed; and `linnetd: slot 3: wren from 10.0.0.7 left: why`.
#
# linnetd waits for its log to be read. So nothing here may wait for anything: it starts no programs, and writes to memory.

BEGIN {
	KEEP = 200 # lines of the log in each of two files, which take turns
	first = next_place = count = 0
	write_who()
}

# A reader may come in between: what does not end in a line feed is not all of it.
function write_who(i, names) {
	for (i = first; i < next_place; i++) {
		if (i in slot_at)
			names = names " " nick[slot_at[i]]
		else if (i == first)
			first++
	}
	print count names >"who"
	close("who")
}

/^linnetd: slot [0-9]+: [^ ]+ from [^ ]+ is here$/ {
	if (!($3 in nick)) {
		count++
		place[$3] = next_place
		slot_at[next_place++] = $3
	}
	nick[$3] = $4
	write_who()
}

/^linnetd: slot [0-9]+: [^ ]+ from [^ ]+ left: / {
	if ($3 in nick) {
		count--
		delete slot_at[place[$3]]
		delete place[$3]
		delete nick[$3]
		write_who()
	}
}

# The name by which others find it, which may be another than it wanted: `mdns: this server is NAME.local`.
/^linnetd: (warning: )?mdns: this server is [^ ,]+\.local(,|$)/ {
	own_name = $0
	sub(/.*this server is /, "", own_name)
	print own_name >"own.name"
	close("own.name")
}

# linnetd with TCP/IP of its own has addresses that only it knows. Link-local ones lead nowhere without an interface's name.
/^linnetd: [^ ]+ has address [0-9.]+$/ {
	print $5 >"own.address"
	close("own.address")
}

{
	if (lines++ % KEEP == 0) {
		close(log_name)
		log_name = log_name == "log.1" ? "log.2" : "log.1"
	}
	print >log_name
	fflush(log_name)
}
