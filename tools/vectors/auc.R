# Areas under ROC curves by pROC. Standard input: one case a line,
#   name<TAB>auc<TAB>positives<TAB>negatives          scores separated by spaces
#   name<TAB>paired<TAB>labels<TAB>scores 1<TAB>scores 2
# Output: name, then key and value in turn, separated by tabs. Higher scores point to positives.
suppressPackageStartupMessages(library(pROC))
show <- function(x) sprintf("%.17g", as.numeric(x)[1])
nums <- function(s) as.numeric(strsplit(s, " ")[[1]])
curve <- function(y, s) roc(y, s, levels = c(0, 1), direction = "<", quiet = TRUE)
cat("versions\tR\t", as.character(getRversion()), "\tpROC\t", as.character(packageVersion("pROC")), "\n", sep = "")
for (line in readLines(file("stdin"))) {
	part <- strsplit(line, "\t")[[1]]
	out <- part[1]
	if (part[2] == "auc") {
		p <- nums(part[3])
		n <- nums(part[4])
		r <- curve(c(rep(1, length(p)), rep(0, length(n))), c(p, n))
		out <- c(out, "auc", show(r$auc))
		if (length(p) > 1 && length(n) > 1) {
			ci <- suppressWarnings(ci.auc(r, method = "delong"))
			out <- c(out, "var", show(var(r, method = "delong")), "lo", show(ci[1]), "hi", show(ci[3]))
		}
	} else {
		y <- nums(part[3])
		a <- curve(y, nums(part[4]))
		b <- curve(y, nums(part[5]))
		t <- roc.test(a, b, method = "delong", paired = TRUE)
		out <- c(out, "auc1", show(a$auc), "auc2", show(b$auc), "z", show(t$statistic), "p", show(t$p.value),
			"cov", show(cov(a, b, method = "delong")))
	}
	cat(paste(out, collapse = "\t"), "\n", sep = "")
}
