# Writes admissions.csv, one row an applicant, from R's own table UCBAdmissions.
# Run: Rscript --vanilla export.R
d <- as.data.frame(UCBAdmissions, stringsAsFactors = FALSE)
d <- d[order(d$Dept, d$Gender, d$Admit), ]
rows <- d[rep(seq_len(nrow(d)), d$Freq), ]
out <- data.frame(
	id = seq_len(nrow(rows)),
	sex = ifelse(rows$Gender == "Male", "man", "woman"),
	department = rows$Dept,
	admitted = as.integer(rows$Admit == "Admitted"))
con <- file("admissions.csv", "wb")
write.csv(out, con, row.names = FALSE, quote = FALSE)
close(con)
