terminal-hint = hint
terminal-navigation = navigation
terminal-goodbye = goodbye
terminal-resumed = resumed
