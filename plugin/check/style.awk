# SPDX-License-Identifier: MIT
# Turns a style sheet into C, with the hash by which a Content-Security-Policy lets
# it through.  Standard input: the line that sha256sum prints, then the sheet.
# https://www.w3.org/TR/CSP3/#grammardef-hash-source

function digit(at) { return index("0123456789abcdef", substr($1, at, 1)) - 1 }

# Three hexadecimal digits are two of base 64; the last one stands alone.
NR == 1 {
	table = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for (i = 1; i + 2 <= length($1); i += 3) {
		bits = (digit(i) * 16 + digit(i + 1)) * 16 + digit(i + 2)
		hash = hash substr(table, int(bits / 64) + 1, 1) \
			substr(table, bits % 64 + 1, 1)
	}
	hash = hash substr(table, digit(i) * 4 + 1, 1) "="
	print "#include \"check/report_html.h\""
	print "const char report_html_style_hash[] = \"sha256-" hash "\";"
	print "const char report_html_style[] ="
	next
}
{
	gsub(/[\\"]/, "\\\\&")
	print "\"" $0 "\\n\""
}
END { print ";" }
