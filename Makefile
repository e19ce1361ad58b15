# Only forwards to ./dev.
build run check check-all bench fuzz serve clean help:
	@./dev $@
.PHONY: build run check check-all bench fuzz serve clean help
.DEFAULT_GOAL := build
