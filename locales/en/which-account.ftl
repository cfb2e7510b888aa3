# Which account: role → hours or not → advice, then on to the first login.
which-account =
    .title = Which account

which-account-ask-role =
    Let's find your account. Who are you?
    (Retired, volunteer, student: “General public”. From abroad: “No Taiwanese ID”.)
    .again = Please choose the closest one. You can also type a number, such as 1. If in doubt, choose “Not sure”.

which-account-ask-purpose =
    Let me ask another way: who wants to see your hours?
    .office = My agency
    .school = My school (teachers)
    .environment = Environment
    .myself = Nobody, just for me

which-account-ask-hours =
    Do you need proof of learning hours, or want to print proof yourself?
    (Lifelong learning, teachers' training and environmental education all count.)

which-account-ask-import =
    Should your hours go to 全教網 (the national teachers' training site)?

## Advice

which-account-civil =
    <b>Use an official account, one of these:</b>
    • eCPA (人事服務網); every civil servant has an account there
    • an official account (公務帳號) at 「我的e政府」 (My e-Gov)
    If you have neither, take eCPA.
    With an ordinary, Google or Facebook account, hours are not uploaded.

which-account-contract =
    <b>Choose 「公務人員」 (civil servant) and an official account:</b>
    • if you have an eCPA (人事服務網) account, use it
    • if not, turn your 「我的e政府」 (My e-Gov) account into an official one
    With an ordinary, Google or Facebook account, hours are not uploaded.

which-account-teacher =
    <b>Use 「我的e政府」 (My e-Gov) with your ID number filled in.</b> Hours then go to 全教網 (the teachers' site), for regular and substitute teachers.
    Another guide of the platform says: an official account (公務帳號) is needed, with staff type 「10教育人員」 (education staff).
    To be safe, make it official. If in doubt, ask your school's personnel office.
    No Google or Facebook: hours are not uploaded.

which-account-print =
    <b>Any account will do</b> for a screenshot or a printed certificate.
    But with Google, Facebook and the like it shows no ID number.
    The platform also says: to print proof yourself, use 「我的e政府」 (My e-Gov).
    If in doubt, ask whoever takes the certificate.

which-account-egov =
    <b>Use a 「我的e政府」 (My e-Gov) account.</b>
    Hours are matched by ID number. Do one of these:
    • give your full name and ID number when you register
    • link your citizen certificate card (自然人憑證) in My e-Gov
    No Google or Facebook: hours are not uploaded.

which-account-foreigner =
    <b>Use a 「我的e政府」 (My e-Gov) account. You can get one without an ID card.</b>
    When you register, put your UI number (外來人口統一證號) in the ID field. Advanced members can use a passport number too.
    Type the number only on the site, never to me.
    No Google or Facebook: hours are not uploaded.

which-account-any =
    <b>Any will do:</b> 我的e政府 (My e-Gov), facebook, Google+ or Apple.
    But with Google, Facebook or Apple the certificate has no ID number, hours are not uploaded and records cannot be merged.
    If you may need hours one day, use My e-Gov now.

which-account-safe =
    <b>If in doubt, use 「我的e政府」 (My e-Gov) with your ID number filled in.</b>
    If it becomes an official account one day, earlier hours are uploaded by themselves. With Google or Facebook they are lost.
    If you work for the government, look up your account first.
    .still-unsure = Talk to a person

## Look up an official account

which-account-lookup =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Under 「公務人員登入」 (civil servants) click 「我的e政府」 (My e-Gov)
    3. Click 「公務帳號查詢」 (official account look-up)
    4. Fill in ID number and name, press 「有效公務帳號查詢」 (look up). Only on the site, never to me
    What is your 「身分別」 (identity) there? Part of the account name is masked; that is normal.
    .official = 公務人員 (official)
    .natural = 自然人 (private)
    .nothing = Nothing found

which-account-natural =
    「自然人」 (private person) means an ordinary account:
    • Civil servants, contract staff: make it official, or hours are not uploaded
    • Teachers: safest as education staff with an official account
    • General public: just log in with it
    .as-it-is = Log in with it

## Studied with the wrong account

which-account-used-wrong =
    It depends on the account you used:
    • <b>My e-Gov</b>: once a civil servant's account is official, <b>log in to the platform again</b>. Earlier hours are uploaded by themselves; look after about 3 days
    • <b>Google, Facebook…</b>: I am sorry, those hours cannot be saved. You have to study again with the right account
    What would you like to do?
