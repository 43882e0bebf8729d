# Counts the records of every crime by their effect, with nothing but R itself: Rscript client.R [BASE]
args <- commandArgs(trailingOnly = TRUE)
base <- if (length(args) > 0) args[1] else "http://127.0.0.1:8080"

records <- read.csv(url(paste0(base, "/api/v1/export?format=csv")), encoding = "UTF-8")
crimes <- strsplit(records$crime, "; ", fixed = TRUE)
print(table(crime = unlist(crimes), effect = rep(records$effect, lengths(crimes))))
