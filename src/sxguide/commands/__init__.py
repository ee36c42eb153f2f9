"""Commands: what each command of the command line does; `cli` reads the words of the command."""
