# First login: role → hours or not → account or not → steps → remedies → a human.
first-login =
    .title = First login

first-login-ask-role =
    I will go through the login with you. First: who are you?
    (Retired, volunteer, student: “General public”. From abroad: “No Taiwanese ID”.)
    .again = Please choose the closest one. You can also type a number, such as 1. If in doubt, choose “Not sure”.

## Civil servants and contract staff

first-login-ask-account =
    You need an official account. One of these two is enough. Do you have one?
    • eCPA (人事服務網, the personnel site)
    • an official account (公務帳號) at 「我的e政府」 (My e-Gov)
    (Wrong role? Press “Back”.)
    .ecpa = Yes, eCPA
    .official = Yes, My e-Gov
    .no-account = Neither

first-login-ecpa-login =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Click 「新會員第一次登入」 (first login)
    3. Choose 「公務人員」 (civil servant), then 「下一步」 (next)
    4. Choose 「人事服務網eCPA(已有帳號)」 (I have eCPA), then 「下一步」
    5. Type your eCPA account and password (only on the site, never to me)
    Are you in?
    .no-password = Password forgotten
    .card = Card login fails

first-login-ecpa-first =
    Every civil servant has an eCPA account already. You only need the first password:
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Click 「新會員第一次登入」 (first login)
    3. Choose 「公務人員」 (civil servant)
    4. Choose 「我目前尚無上述平臺帳號」 (no account yet)
    5. Click 「前往人事服務網eCPA進行第一次登入」 (go to eCPA)
    6. Press 「重設驗證」 (reset verification) to get the first password
    7. Log in with your ID number and that password (only on the site, never to me)
    On the site, press 「下一步」 (next) after each choice.
    Are you in?

first-login-ecpa-hr =
    Another way: let your personnel office reset the password.
    1. Ask the personnel staff of your agency
    2. They open eCPA 「權限與兼辦管理」 → 「重設員工密碼」 (reset staff password)
    3. Log in again with your ID number and the new first password
    Are you in?
    .no-ecpa = They find no account

first-login-official-login =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Click 「新會員第一次登入」 (first login)
    3. Choose 「公務人員」 (civil servant), then 「下一步」 (next)
    4. Choose 「我的e政府(已有帳號)」 (I have My e-Gov), then 「下一步」
    5. Log in with your official account (password only on the site, never to me)
    Are you in?

## Applying for an official account

first-login-contract-note = Contract staff can turn a 「我的e政府」 (My e-Gov) account into an official one. (If your personnel office gave you an eCPA account, just use that.)

first-login-apply-check =
    To apply for an official account, complete your data first:
    1. Open https://www.gov.tw and log in to My e-Gov (no account yet: 「加入會員」 (join) → 「申請一般會員」 (general member))
    2. Click 「我的專區」 (my area) → 「個人資料維護」 (my data)
    3. Birthday, ID or passport number, address and phone must all be right
    Fill these in on the site only. When done, press “Done, go on” below.

first-login-apply-form =
    1. Click 「我的專區」 (my area) → 「申請公務帳號」 (apply for official account)
    2. Choose 「自然人轉公務員」 (private person to civil servant)
    3. Fill in the agency OID (your agency's code; ask your personnel office) and the reason
    4. Press 「送出資料」 (send)
    What does the page say?
    .matched = 轉換作業完成 (done)
    .sent = 已送出申請 (sent)

first-login-apply-done =
    Converted! Wait 2–5 minutes before you log in. Hours you studied with My e-Gov are uploaded by themselves; look after about 3 days.
    To log in:

first-login-apply-fax =
    One more step: send in the form.
    1. Press 「確定」 (OK), then 「列印」 (print) below the form
    2. Attach your documents as the form says
    3. Call <code>02-2192-7111</code> to check how to send it nowadays
    4. Fax it to <code>(02)2192-7186</code>
    Is it sent? (Please send me no documents.)
    .faxed = It is sent

first-login-apply-wait =
    Good. Once it is approved, log in again and you have an official account.
    To ask how far it is, call My e-Gov: <code>02-2192-7111</code>.

## General public, teachers, people without an ID card

first-login-ask-hours =
    Do you need proof of learning hours, or want to print proof yourself?
    (Lifelong learning, teachers' training and environmental education all count.)

first-login-ask-import =
    Should your hours go to 全教網 (the national teachers' training site)?

first-login-hours-note = If you are not sure, say yes: then you will not have to study again.

first-login-print-note = For the certificate alone, the teachers' guide says any account will do; the platform asks for 「我的e政府」 (My e-Gov). If your school wants the ID number on it, press “I do need hours”.

first-login-any-login =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Under 「一般民眾登入」 (general public) click one you use: 我的e政府 (My e-Gov), facebook, Google+ or Apple
    3. Log in as the page says (no passwords to me)
    Note: with Google, Facebook or Apple the certificate has no ID number, hours are not uploaded and records cannot be merged.
    Are you in?

first-login-ask-egov =
    Hours are matched by ID number (or UI number), so you log in with 「我的e政府」 (My e-Gov).
    Do you have a My e-Gov account?
    .have = I have one

first-login-find-account =
    1. Open My e-Gov https://www.gov.tw and go to 「會員登入」 (member login)
    2. Click 「忘記帳號」 (forgot account) and follow the page
    Type your data only there, never to me. Did you find it?
    .found = Found it
    .not-found = I have none

first-login-egov-login =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Click 「新會員第一次登入」 (first login), choose 「一般民眾」 (general public)
    3. Choose 「是(需要驗證您的身分)」 (yes, verify me)
    4. Choose 「有【我的e政府】帳號」 (I have My e-Gov)
    5. Click 「登入我的e政府」 and type account and password (never to me)
    On the site, press 「下一步」 (next) after each choice. You are sent back to the platform by itself. Are you back?

first-login-sign-up =
    Let's get you a My e-Gov account:
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Click 「新會員第一次登入」 (first login)
    3. Choose 「一般民眾」 (general public)
    4. Choose 「是(需要驗證您的身分)」 (yes, verify me)
    5. Choose 「沒有【我的e政府】帳號」 (no account)
    6. Click 「前往我的e政府註冊」 (register)
    7. Click 「加入會員」 (join)
    8. Click 「申請一般會員」 (general member)
    On the site, press 「下一步」 (next) after each choice.
    When you see the form, press “Done, go on” below.

first-login-fill-id =
    1. Fill in an account name, a password and your full name
    2. Give a mail address that really works
    3. Tick 「我願意提供更多個人資料…」 (I will give more details); only then the ID field appears
    4. Fill in your ID number at 「身分證/外來人口統一證號」, then send
    Type these only on the site, never to me. Are you registered?

first-login-fill-arc =
    1. Fill in an account name, a password and your full name
    2. Give a mail address that really works
    3. Tick 「我願意提供更多個人資料…」 (I will give more details); only then the ID field appears
    4. Fill in your UI number at 「身分證/外來人口統一證號」, then send
    (Advanced members can use a passport number too.)
    Type these only on the site, never to me. Are you registered?

first-login-tick =
    Go back to the registration page and tick 「我願意提供更多個人資料…」 (I will give more details). The ID field then appears.
    Without it you can fill in no ID number and take no exams.
    Another way: register first, then link your citizen certificate card (自然人憑證) in My e-Gov.
    Are you registered?

## When stuck

first-login-egov-password =
    1. Open My e-Gov https://www.gov.tw and go to 「會員登入」 (member login)
    2. Click 「忘記帳號」 (forgot account) or 「忘記密碼」 (forgot password)
    3. Reset it with your security question or your citizen certificate card
    Official account: 「公務帳號查詢」 (look-up) also has 「忘記密碼」, which sends a text message.
    Keep the new password to yourself. Are you in? No security question and no card: press “Still no luck” and I will get you a person.

first-login-egov-locked =
    Your own citizen certificate card (自然人憑證) opens it again:
    1. Open My e-Gov https://www.gov.tw and go to 「會員登入」 (member login)
    2. Click 「以自然人憑證 啟用帳號」 (activate with certificate)
    3. Follow the page, then log in again
    Are you in? If you have no card, press “Still no luck” and I will get you a person.

first-login-page-help =
    1. Open https://elearn.hrd.gov.tw in Chrome on a computer
    2. If it is slow, too many people are online; try at a quiet hour
    3. If a course page fails, click 「環境檢測」 (system check)
    4. If no new window appears, a pop-up may be blocked
    Is the page all right now?
    .page-fixed = It is fine now

## After the login

first-login-check-id =
    You are in, well done! One more look, so that your hours count:
    1. Click 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    2. See whether your ID number (or UI number) is there
    Is it there? (Do not send me the number.)

first-login-teacher-note =
    The ID number is there, so hours can go to 全教網 (the teachers' site).
    But another guide of the platform says: an official account (公務帳號) is needed, with staff type 「10教育人員」 (education staff).
    To be safe, make the account official, or log in with a card and become 「公務人員」 (civil servant).
    If in doubt, ask your school's personnel office. What would you like?
    .fine = Leave it so
    .card-login = Change with a card
