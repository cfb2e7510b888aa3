label-worked = It works
label-maybe = Perhaps
label-back = Back
label-menu = Menu
label-human = A person
