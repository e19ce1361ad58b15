# Common odds ratios by R's mantelhaen.test and metafor's rma.mh.
# Standard input: one case a line, "name<TAB>a b c d<TAB>a b c d...", a b = first group yes, no; c d = second group yes, no.
# Output: name, then key and value in turn, separated by tabs.
suppressPackageStartupMessages(library(metafor))
show <- function(x) sprintf("%.17g", as.numeric(x)[1])
out <- c("versions", "R", as.character(getRversion()), "metafor", as.character(packageVersion("metafor")))
cat(paste(out, collapse = "\t"), "\n", sep = "")
for (line in readLines(file("stdin"))) {
	part <- strsplit(line, "\t")[[1]]
	cell <- lapply(strsplit(part[-1], " "), as.numeric)
	t3 <- array(unlist(lapply(cell, function(x) c(x[1], x[3], x[2], x[4]))), c(2, 2, length(cell)))
	out <- part[1]
	if (length(cell) > 1) {
		m <- mantelhaen.test(t3, correct = FALSE)
		mc <- mantelhaen.test(t3, correct = TRUE)
		out <- c(out, "or", show(m$estimate), "lo", show(m$conf.int[1]), "hi", show(m$conf.int[2]),
			"chi2", show(m$statistic), "p", show(m$p.value),
			"chi2_corrected", show(mc$statistic), "p_corrected", show(mc$p.value))
	}
	r <- tryCatch(rma.mh(measure = "OR", ai = t3[1, 1, ], bi = t3[1, 2, ], ci = t3[2, 1, ], di = t3[2, 2, ],
		correct = FALSE, add = 0, to = "none", drop00 = FALSE), error = function(e) NULL, warning = function(w) NULL)
	if (!is.null(r))
		out <- c(out, "rma_or", show(exp(r$beta[1])), "rma_lo", show(exp(r$ci.lb)), "rma_hi", show(exp(r$ci.ub)),
			"tarone", show(r$TA), "tarone_p", show(r$TAp))
	cat(paste(out, collapse = "\t"), "\n", sep = "")
}
