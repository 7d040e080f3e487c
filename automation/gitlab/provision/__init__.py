"""Setting projects up: reading and writing labels, boards, hooks and files; used by a command, not by the worker."""
