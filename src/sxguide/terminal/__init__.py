"""Terminal: what the command line shows a person, a module for each kind of thing; `screen` alone knows rich."""
