# SPDX-License-Identifier: MIT
# The functions that headers declare, one a line: file, name, declaration, and the
# comment above it, with tabs between.

function flush_statement()
{
	text = statement
	gsub(/[ \t]+/, " ", text)
	gsub(/[ \t*]+/, " ", comment)
	sub(/^ /, "", text)
	if (depth == 0 && text !~ /^(typedef|struct [a-z_0-9]+;|enum|extern|static)/ &&
	    match(text, /[a-z_0-9]+\(/)) {
		print FILENAME "\t" substr(text, RSTART, RLENGTH - 1) "\t" text \
			"\t" comment
	}
	statement = ""
	comment = ""
}

FNR == 1 { statement = comment = ""; depth = in_comment = 0 }

in_comment || /^[ \t]*\/\*/ {
	in_comment = $0 !~ /\*\//
	comment = (statement == "" ? comment " " $0 : comment)
	next
}

/^[ \t]*(#|\/\/)/ { next }
/\\$/ { next }
/^[ \t]*$/ { comment = statement == "" ? "" : comment; next }

{
	sub(/[ \t]*\/\*.*\*\/[ \t]*$/, "")
	in_comment = sub(/[ \t]*\/\*.*$/, "")
	depth += gsub(/\{/, "{")
	depth -= gsub(/\}/, "}")
	statement = statement " " $0
	if (depth == 0 && /[;}][ \t]*$/)
		flush_statement()
}
