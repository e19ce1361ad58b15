# Fisher's exact test, two-sided. Standard input: x1 n1 x2 n2 a line. Output: R's version, then one p a line.
cat(as.character(getRversion()), "\n", sep = "")
for (line in readLines(file("stdin"))) {
	x <- as.numeric(strsplit(line, " ")[[1]])
	p <- fisher.test(matrix(c(x[1], x[2] - x[1], x[3], x[4] - x[3]), 2, byrow = TRUE))$p.value
	cat(sprintf("%.17g", p), "\n", sep = "")
}
