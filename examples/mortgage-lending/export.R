# Writes hmda.csv from the data set HMDA of Debian's r-cran-aer. Run: Rscript --vanilla export.R
suppressPackageStartupMessages(library(AER))
data(HMDA)
yes <- function(x) as.integer(x == "yes")
short <- function(x) sub("\\.?0+$", "", formatC(x, format = "f", digits = 6))
out <- data.frame(
	id = seq_len(nrow(HMDA)),
	deny = yes(HMDA$deny),
	pirat = short(HMDA$pirat), hirat = short(HMDA$hirat), lvrat = short(HMDA$lvrat),
	chist = as.integer(as.character(HMDA$chist)), mhist = as.integer(as.character(HMDA$mhist)),
	phist = yes(HMDA$phist), unemp = short(HMDA$unemp), selfemp = yes(HMDA$selfemp),
	insurance = yes(HMDA$insurance), condomin = yes(HMDA$condomin),
	hschool = yes(HMDA$hschool),
	afam = as.character(HMDA$afam), single = as.character(HMDA$single))
con <- file("hmda.csv", "wb")
write.csv(out, con, row.names = FALSE, quote = FALSE)
close(con)
