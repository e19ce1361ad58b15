# Writes credit.csv from the data set credit_data of Debian's r-cran-modeldata. Run: Rscript --vanilla export.R
suppressPackageStartupMessages(library(modeldata))
data(credit_data)
d <- credit_data
is <- function(x, what) ifelse(is.na(x), "", as.integer(x == what))
band <- cut(d$Age, c(-Inf, 24, 34, 49, Inf), labels = c("under 25", "25 to 34", "35 to 49", "50 and over"))
out <- data.frame(
	id = seq_len(nrow(d)),
	bad = as.integer(d$Status == "bad"),
	seniority = d$Seniority, time = d$Time, expenses = d$Expenses, income = d$Income, assets = d$Assets, debt = d$Debt,
	amount = d$Amount, price = d$Price,
	records = is(d$Records, "yes"), owner = is(d$Home, "owner"),
	job_fixed = is(d$Job, "fixed"), job_parttime = is(d$Job, "partime"), job_freelance = is(d$Job, "freelance"),
	age = as.character(band), marital = ifelse(is.na(d$Marital), "", as.character(d$Marital)))
con <- file("credit.csv", "wb")
write.csv(out, con, row.names = FALSE, quote = FALSE, na = "")
close(con)
