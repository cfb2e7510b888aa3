# Command descriptions and profile on Telegram.
telegram-command-start = Start
telegram-command-menu = Menu: what I can help with
telegram-command-help = How to use this bot
telegram-command-back = One step back
telegram-command-restart = Start this topic again
telegram-command-cancel = Stop here
telegram-command-language = 換語言 Language
telegram-command-human = Ask a person, phone numbers
telegram-command-bot = Back to the bot, without the help desk
telegram-command-privacy = What is kept about you
telegram-command-mydata = See my data
telegram-command-forget = Erase my data

telegram-description =
    Cannot log in to e等公務園+ (Taiwan's government e-learning site)? Hours missing?
    I go through it with you: first login, which account, missing ID number, blocked pop-ups, updating a certificate card.
    Type a question or press a button. What I cannot solve, I pass to a person.
    I never ask for ID numbers or passwords. Please do not send them.
telegram-short-description = Login and learning hours on e等公務園+, step by step. Never asks for ID numbers or passwords.
