"""How each kind of question is answered from one notice: one kind of answer a file."""
