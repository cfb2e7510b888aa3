# Chat in the terminal.
terminal-hint = Type a number, a button's words or a question. /help for help, Ctrl-D leaves.
terminal-navigation = Other:
terminal-goodbye = Goodbye! I remember where you are; next time we go on from there.
