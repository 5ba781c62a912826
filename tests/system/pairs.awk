# SPDX-License-Identifier: MIT
# Rows in which every value of every switch meets every value of every other one.
# Input: a switch a line, "NAME VALUE...", its first value being the default.
# Output: the defaults, then rows of "NAME=VALUE ...".  The same for the same input.
function draw(limit) {
	seed = (seed * 69069 + 1) % 2147483648
	return int(seed / 65536) % limit
}

# How many pairs `row` has that no earlier row had; takes them with `keep`.
function gain(row, keep, i, k, pair, new) {
	new = 0
	for (i = 1; i < NR_; i++) {
		for (k = i + 1; k <= NR_; k++) {
			pair = i SUBSEP row[i] SUBSEP k SUBSEP row[k]
			if (!(pair in met)) {
				new++
				if (keep)
					met[pair]
			}
		}
	}
	return new
}

function show(row, i, text) {
	text = ""
	for (i = 1; i <= NR_; i++)
		text = text (i > 1 ? " " : "") name[i] "=" value[i, row[i]]
	print text
}

NF > 1 {
	name[++NR_] = $1
	values[NR_] = NF - 1
	for (i = 2; i <= NF; i++)
		value[NR_, i - 2] = $i
}

END {
	seed = 20260302
	for (i = 1; i <= NR_; i++) {
		row[i] = 0
		for (k = i + 1; k <= NR_; k++)
			missing += values[i] * values[k]
	}
	missing -= gain(row, 1)
	show(row)
	while (missing > 0) {
		best = 0
		for (try = 0; try < 60; try++) {
			for (i = 1; i <= NR_; i++)
				row[i] = draw(values[i])
			new = gain(row, 0)
			if (new > best) {
				best = new
				for (i = 1; i <= NR_; i++)
					chosen[i] = row[i]
			}
		}
		if (best == 0)
			continue
		missing -= gain(chosen, 1)
		show(chosen)
	}
}
