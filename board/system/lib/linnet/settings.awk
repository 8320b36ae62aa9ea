# settings.awk: reads linnet.txt, whatever it may be, and writes the files that `settings` names.
#
# A line is `key = value`. Lines that begin with # and empty ones do not count. Lines may end in CR LF, and the text may
# begin with the mark that some editors put in front of UTF-8. Whatever is wrong is one line in `problems`.

BEGIN {
	PROBLEMS = 20 # more are only counted
	LINE = 1000   # bytes of a line
	PASSWORD = 100 # bytes of a password, and of the operators' file, that linnetd takes
	OPERATORS = 512
	split("description network admin admin-location admin-email flood per-address max-clients replay registration-timeout ping mdns accounts", list, " ")
	for (i in list)
		of_linnetd[list[i]] = 1
}

function problem(text) {
	if (++problems <= PROBLEMS)
		print text >>"problems"
}

function wrong(text) {
	problem("linnet.txt line " NR ": " text)
}

# Text that any terminal may show.
function shown(text) {
	text = substr(text, 1, 30)
	gsub(/[^ -~]/, "?", text)
	return "\"" text "\""
}

# What is left of UTF-8 (RFC 3629) when all characters of several bytes are taken out.
function is_utf8(text) {
	if (text !~ /[\200-\377]/)
		return 1
	gsub(/[\302-\337][\200-\277]/, "", text)
	gsub(/[\340-\357][\200-\277][\200-\277]/, "", text)
	gsub(/[\360-\364][\200-\277][\200-\277][\200-\277]/, "", text)
	return text !~ /[\200-\377]/
}

function is_address(text, n, part, i) {
	n = split(text, part, ".")
	if (n != 4)
		return 0
	for (i = 1; i <= 4; i++)
		if (part[i] !~ /^[0-9][0-9]?[0-9]?$/ || part[i] + 0 > 255)
			return 0
	return part[1] + 0 > 0 && part[1] + 0 < 224 && part[1] + 0 != 127
}

function is_host(text) {
	return text ~ /^[A-Za-z0-9][A-Za-z0-9.-]*$/ && length(text) <= 253
}

function number_of(address, part) {
	split(address, part, ".")
	return ((part[1] * 256 + part[2]) * 256 + part[3]) * 256 + part[4]
}

# How many addresses a network of this length has, and the number of the network that has an address.
function size_of(len, size) {
	for (size = 1; len < 32; len++)
		size *= 2
	return size
}
function network_of(address, len) {
	return int(number_of(address) / size_of(len))
}

# 1.2.3.4/24; without a length, /24. The first and the last address of a network are nobody's.
function set_address(value, part, host) {
	if (tolower(value) == "dhcp") {
		delete net["ADDRESS"]
		return
	}
	if (split(value, part, "/") == 1)
		part[2] = 24
	if (!is_address(part[1]) || part[2] !~ /^[0-9][0-9]?$/ || part[2] + 0 < 8 || part[2] + 0 > 30)
		wrong("address is neither dhcp nor like 192.168.1.5/24: DHCP is used")
	else {
		host = number_of(part[1]) % size_of(part[2])
		if (host == 0 || host == size_of(part[2]) - 1)
			wrong("address is the first or last of its network: DHCP is used")
		else
			net["ADDRESS"] = part[1] "/" (part[2] + 0)
	}
}

function set_operator(value, part) {
	if (split(value, part, " ") != 2)
		wrong("operator needs a name and a password, with a space between")
	else if (part[1] ~ /^#/)
		wrong("an operator's name does not begin with #")
	else if (length(part[2]) > PASSWORD)
		wrong("the operator's password is longer than " PASSWORD " bytes")
	else if (operators + length(part[1]) + length(part[2]) + 2 > OPERATORS)
		wrong("there is no room for this operator: all of them together may have " OPERATORS " bytes")
	else {
		operators += length(part[1]) + length(part[2]) + 2
		print part[1], part[2] >"operators"
	}
}

function set(key, value) {
	if (key == "name") {
		if (value ~ /^[A-Za-z0-9][A-Za-z0-9._-]*$/ && length(value) <= 63)
			name = value
		else
			wrong("name may have letters, digits, dots, hyphens and underscores, at most 63")
	} else if (key == "motd") {
		print value >"motd.text"
	} else if (key == "password") {
		if (length(value) > PASSWORD)
			wrong("password is longer than " PASSWORD " bytes, so none is required")
		else
			password = value
	} else if (key == "operator") {
		set_operator(value)
	} else if (key == "address") {
		set_address(value)
	} else if (key == "gateway" || key == "dns") {
		if (is_address(value))
			net[toupper(key)] = value
		else
			wrong(key " is not an address like 192.168.1.1")
	} else if (key == "ntp") {
		if (is_host(value))
			net["NTP"] = tolower(value)
		else
			wrong("ntp is neither auto, off, nor the name or address of a time server")
	} else if (key == "port") {
		if (value ~ /^[0-9]+$/ && length(value) <= 5 && value + 0 >= 1 && value + 0 <= 65535)
			net["PORT"] = value + 0
		else
			wrong("port is a number from 1 to 65535")
	} else if (key in of_linnetd) {
		print key, value >"linnetd.conf"
		print NR >"conf.lines"
	} else {
		wrong(shown(key) " is not a setting")
	}
}

NR == 1 && substr($0, 1, 3) == "\357\273\277" {
	$0 = substr($0, 4)
}

{
	sub(/\r$/, "")
	if (length($0) > LINE) {
		wrong("it has " length($0) " bytes, and is ignored; at most " LINE " are allowed")
		next
	}
	sub(/^[ \t]+/, "")
	sub(/[ \t]+$/, "")
	if ($0 == "" || substr($0, 1, 1) == "#")
		next
	at = index($0, "=")
	if (at == 0) {
		wrong(shown($0) " is not of the form: key = value")
		next
	}
	key = tolower(substr($0, 1, at - 1))
	value = substr($0, at + 1)
	sub(/[ \t]+$/, "", key)
	sub(/^[ \t]+/, "", value)
	gsub(/\t/, " ", value)
	gsub(/[\001-\037\177]/, "?", value)
	if (!is_utf8(value))
		wrong("letters other than A to Z can be read only if the file is saved as UTF-8")
	if (value == "" && key != "motd") {
		if (key != "password" && key != "operator" && key != "gateway" && key != "dns" && key != "description")
			wrong("there is no value after " shown(key))
		next
	}
	if (key in seen && key != "motd" && key != "operator")
		wrong(shown(key) " is set for the second time: this one is used")
	seen[key] = 1
	set(key, value)
}

END {
	if ("ADDRESS" in net)
		split(net["ADDRESS"], own, "/")
	else if ("GATEWAY" in net || "DNS" in net) {
		problem("linnet.txt: gateway and dns are used only with an address; DHCP provides its own")
		delete net["GATEWAY"]
	}
	if ("GATEWAY" in net && network_of(net["GATEWAY"], own[2]) != network_of(own[1], own[2])) {
		problem("linnet.txt: the gateway " net["GATEWAY"] " is not in the network of " net["ADDRESS"])
		delete net["GATEWAY"]
	}
	if (problems > PROBLEMS)
		print "linnet.txt: " problems - PROBLEMS " more lines are wrong" >>"problems"
	if (name != "")
		print name >"name"
	if (password != "")
		print password >"password"
	for (key in net)
		print key "=" net[key] >"net"
}
