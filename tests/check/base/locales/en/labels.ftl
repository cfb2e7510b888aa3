label-worked = It works
label-back = Back
label-menu = Menu
label-human = A person
