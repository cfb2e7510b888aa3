# Forgotten password or account name, locked account, PIN: which one, then step by step.
forgot-password =
    .title = Forgot password

forgot-password-ask-which =
    No worries, you can mostly fix this yourself. Which one is it?
    .card-pin = PIN of my card
    .which = Not sure
    .again = Please choose the closest one. You can also type a number, such as 1. If in doubt, choose “Not sure”.

forgot-password-tell =
    What does the page say that wants your password?
    • 「我的e政府」 (My e-Gov)
    • 「人事服務網」 (personnel site) or eCPA
    • 「PIN」: that is the code of your card, 6–8 digits
    • Google, Facebook or Apple
    .card-pin = PIN of my card

## My e-Gov

forgot-password-egov =
    1. Open My e-Gov https://www.gov.tw and go to 「會員登入」 (member login)
    2. Click 「忘記密碼」 (forgot password)
    3. Answer the security question you once set, or use your citizen certificate card (自然人憑證), and set a new password
    Are you in? (Keep the new password to yourself.)
    .no-name = Account name too

forgot-password-egov-more =
    Another way; one of these will do:
    • Citizen certificate card: on the 「會員登入」 (member login) page use 「以自然人憑證 重設密碼」 (reset with certificate)
    • Official account: on the learning platform open 「公務帳號查詢」 (look-up), then 「忘記密碼」 (forgot password); a text message is advised
    Are you in? If neither works, press “Still no luck” and I will get you a person.

forgot-password-egov-name =
    1. Open My e-Gov https://www.gov.tw and go to 「會員登入」 (member login)
    2. Click 「忘記帳號」 (forgot account) and follow the page
    For an official account, 「公務帳號查詢」 (look-up) on the learning platform helps too; part of the name is masked.
    Type your data only on the site, never to me. Did you find the account?
    .found = Yes, now the password

forgot-password-locked =
    A My e-Gov account that is locked or not yet active opens with your own citizen certificate card (自然人憑證):
    1. Open https://www.gov.tw and go to 「會員登入」 (member login)
    2. Click 「以自然人憑證 啟用帳號」 (activate with certificate)
    3. Follow the page, then log in again
    Are you in? If you have no card, press “Still no luck” and I will get you a person.
    .card-pin = The card is locked too

## eCPA

forgot-password-ecpa =
    There are two cases:
    • <b>Never logged in to eCPA (人事服務網)</b>: press 「重設驗證」 (reset verification) on its login page to get a first password, then log in with it and your ID number
    • <b>Logged in before</b>: your personnel office has to reset it. Press “Logged in before” and I will tell you what to ask
    Type numbers and passwords only on the site, never to me.
    Are you in?
    .used-before = Logged in before

forgot-password-ecpa-hr =
    Let your personnel office reset it:
    1. Ask the head of personnel, authorised personnel staff or whoever holds the agency's certificate card
    2. They open eCPA 「權限與兼辦管理」 → 「重設員工密碼」 (reset staff password)
    3. Log in with your ID number and the new first password
    Are you in?

## The card, other companies' accounts

forgot-password-pin =
    A forgotten PIN or a locked card is dealt with <b>by whoever issued the card</b>:
    1. Stop trying for now: too many wrong tries lock the card
    2. Citizen certificate: https://moica.nat.gov.tw, look for unlock or reset
    3. Health card: ask the National Health Insurance Administration
    The PIN has 6–8 digits; never send it to me. In a hurry? The platform says that a password works too (the teachers' guide says a card is needed).
    Is it done?

forgot-password-social =
    That password can only be reset at Google, Facebook or Apple themselves.
    But with such an account hours are not uploaded and certificates have no ID number. If you need hours, this is a good moment to change.
    Do you have the password again?
    .change-account = Change my account

forgot-password-regained = Great, let's go on with the application.

forgot-password-lost = The password will not come back. Never mind, let's get help.
