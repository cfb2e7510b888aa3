label-worked = It works
label-back = Back
label-menu = Menu
label-bot = Bot
label-human = A person
