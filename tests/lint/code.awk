# SPDX-License-Identifier: MIT
# C without its comments and the contents of its strings, as "file:line:text".
FNR == 1 { inside = 0 }
{
	out = ""
	line = $0
	include = line ~ /^[ \t]*#[ \t]*include/
	while (line != "") {
		if (inside) {
			end = index(line, "*/")
			if (!end) { line = ""; break }
			line = substr(line, end + 2)
			inside = 0
			continue
		}
		two = substr(line, 1, 2)
		one = substr(line, 1, 1)
		if (two == "/*") { inside = 1; line = substr(line, 3); continue }
		if (two == "//") break
		if ((one == "\"" || one == "'") && !include) {
			i = 2
			while (i <= length(line) && substr(line, i, 1) != one)
				i += substr(line, i, 1) == "\\" ? 2 : 1
			out = out one one
			line = substr(line, i + 1)
			continue
		}
		out = out one
		line = substr(line, 2)
	}
	if (out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
}
