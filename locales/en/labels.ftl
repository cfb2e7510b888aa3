# Words on buttons that several places share. Short.

## Under every message
label-back = Back
label-menu = Menu
label-bot = Ask the bot
label-human = Ask a person

## Results
label-worked = It worked
label-not-worked = Still no luck
label-still-blocked = Still blocked
label-shown = It is there
label-not-shown = Not there
label-enough = That is enough

## Going on
label-next = Done, go on
label-continue = Continue
label-yes = Yes
label-no = No
label-unsure = Not sure
label-none-of-these = None of these
label-ask-human = Talk to a person
label-go-login = Help me log in
label-convert = Make it official
label-use-password = Use my password
label-want-hours = I do need hours

## Roles
label-civil = Civil servant
label-contract = Contract staff
label-teacher = Teacher
label-public = General public
label-foreigner = No Taiwanese ID

## Hours
label-needed = Yes, I need them
label-not-needed = No need
label-import = Yes, send them
label-print = Certificate only

## Accounts
label-egov = My e-Gov
label-ecpa = eCPA
label-social = Google, Facebook…
label-no-account = No account
label-lookup = Look up my account
label-used-wrong = I used the wrong one
label-not-me = That is not me
label-forgot = Forgot my login
label-locked = Account locked
label-page = Page does nothing
label-registered = Registered
label-no-field = No ID field
label-unit = Employer is missing

## Certificate card
label-signed-in = I am in
label-no-card = Card not read
label-fixed = Fixed

## Topics
label-login-problem = Cannot log in
label-first-login = First login
label-which-account = Which account
label-missing-id = ID or hours missing
label-popup-blocked = Pop-up blocked
label-certificate-update = Update certificate
label-language = 語言 Language
