# Questions answered in one message. The answer first, then the steps; the site's button names stay Chinese, in 「」, with a gloss.

## Cannot get in

answer-login-problem =
    Tell me where you are stuck and press the matching button. I will go through it with you:
    1. <b>Never logged in before</b>: press “First login”.
    2. <b>Password wrong or forgotten</b>: press “Forgot password”.
    3. <b>Login with a card fails</b> (citizen certificate, health card): press “Update certificate”.
    Something else? Type the error message you see. Please send no ID number and no password.
    .title = Cannot log in

answer-account-locked =
    If your 「我的e政府」 (My e-Gov) account is locked or not yet active, <b>your own citizen certificate card</b> (自然人憑證) brings it back.
    1. Open the My e-Gov login page.
    2. Find 「以自然人憑證啟用帳號」 (activate with certificate) and follow the screen.
    No card? Call <code>02-2192-7111</code> or write to <code>egov@service.gov.tw</code>.
    If the card's PIN is locked, press the button below.
    .title = Account locked

answer-pin-locked =
    A forgotten PIN or a locked card is dealt with on the <b>website of whoever issued the card</b>, not on the learning platform.
    1. Stop trying for now: too many wrong tries lock the card.
    2. Citizen certificate (自然人憑證): go to https://moica.nat.gov.tw and look for unlock or reset.
    3. Health card: ask the National Health Insurance Administration.
    The PIN is the card's own code of 6 to 8 digits, not your website password. Please do not send it to me.
    In a hurry? The platform says that account and password work too (the teachers' guide says a card is needed).
    .title = PIN forgotten or locked

answer-ecpa-first-password =
    The first time you use eCPA (人事服務網, the personnel site), press 「重設驗證」 (reset verification) to get your first password yourself.
    1. Press 「重設驗證」 on the eCPA login page.
    2. Log in with your ID number and that first password. This confirms who you are.
    3. If it fails, ask your personnel office to reset it under 「權限與兼辦管理」 → 「重設員工密碼」 (reset staff password).
    Used eCPA before and forgot the password? Ask your personnel office too, or call <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00).
    .title = eCPA password

answer-sync-wait =
    After applying for or converting to an official account, wait <b>2 to 5 minutes</b>, then log in again.
    1. Log out of both 「我的e政府」 (My e-Gov) and the learning platform.
    2. Wait 5 minutes.
    3. Log in to the learning platform.
    Still the same? Check that your application really went through, or call <code>02-2192-7111</code>.
    .title = Account not updated yet

## Which account

answer-register =
    If you need learning hours, join 「我的e政府」 (My e-Gov, www.gov.tw).
    1. Press 「加入會員」 (join) → 「申請一般會員」 (general member).
    2. <b>Tick</b> 「我願意提供更多個人資料…」 (I will give more details). Only then the ID number field appears; without it you cannot take exams either.
    3. Give your full name and a mail address that works.
    4. For hours, fill in the ID number or, later, link your citizen certificate in My e-Gov. One of the two is enough.
    5. Go back to the learning platform and log in.
    There is a guide with pictures. The link is old and may no longer open: https://reurl.cc/IVQoxq
    .title = Create an account

answer-no-id-card =
    You can register without a Taiwanese ID card.
    1. Go to 「我的e政府」 (My e-Gov) → 「加入會員」 (join) → 「申請一般會員」 (general member).
    2. Tick 「我願意提供更多個人資料…」 (I will give more details).
    3. In the ID field, fill in your <b>UI number</b> (外來人口統一證號, the number on your ARC).
    For advanced membership, which an official account needs, a passport number works too.
    Type numbers only on the official site, never to me. If yours is refused, call <code>02-2192-7111</code>.
    .title = No Taiwanese ID card

answer-social-accounts =
    You can log in and study, but <b>your hours will not be uploaded</b>.
    With Google, Facebook or Apple the platform cannot tell who you are:
    1. The certificate shows no ID number.
    2. Your record cannot be merged with 「我的e政府」 (My e-Gov).
    3. Courses already done cannot be uploaded later. You have to take them again with the right account.
    If you need no hours, such an account is fine.
    (哈客網路學院, the Hakka site, is a different one: there such a login is all right.)
    .title = Google, Facebook, Apple

answer-official-result =
    It depends on the message after 「送出資料」 (send):
    1. 「人事行政局資料比對成功…」 (data matched): <b>done</b>. Log in again after 2 to 5 minutes.
    2. 「已送出申請」 (application sent) or 「已存在CPA帳號，已送出申請」 (CPA account exists, application sent): <b>one more step</b>. Press 「確定」 (OK), print the form, attach your documents and fax it to <code>(02)2192-7186</code>.
    The fax rule is an older one. Before you send it, call <code>02-2192-7111</code> to check; they also know how far your application is.
    Please send no documents to me.
    .title = After applying

answer-convert-account =
    It can be mended. If you studied with a 「我的e政府」 (My e-Gov) account, <b>you need not start over</b>.
    1. Log in at www.gov.tw → 「我的專區」 (my area) → 「申請公務帳號」 (apply for official account). Choose 「自然人轉公務員」 (private person to civil servant).
    2. When it is converted, wait 2 to 5 minutes.
    3. <b>Log in to the learning platform again.</b> Only then your earlier hours are uploaded, by themselves.
    4. Look again after about 3 days.
    Courses taken with Google or Facebook cannot be rescued; they have to be taken again.
    .title = Used the wrong identity

answer-lookup-account =
    Use 「公務帳號查詢」 (official account look-up) to see if you have one.
    1. Platform: 「登入」 (log in) → 「我的e政府」 (My e-Gov) under 「公務人員登入」 (civil servants) → 「公務帳號查詢」.
    2. Fill in ID number and name, press 「有效公務帳號查詢」 (look up). Only on that site, never to me.
    3. Found: part of the name is masked. Press 「直接登入」 (log in), or 「忘記密碼」 (forgot password) to get it by text message.
    4. It says 「自然人」 (private person): log in first, then 「提出公務申請」 (apply). Teachers need to become education staff for hours to reach the teachers' site (the teachers' guide says that is optional; if in doubt, ask your school's personnel office).
    5. Nothing found: you need to apply.
    .title = Look up my account

answer-password-or-certificate =
    According to the platform <b>both are fine</b>. If you have no card, use account and password.
    1. Link the card first: in 「我的e政府」 (My e-Gov), or upload it in eCPA. One is enough.
    2. Without linking, the card counts as a different account and your records cannot be merged.
    Another guide, for teachers, says that login as 「公務人員」 (civil servant, teachers included) needs a citizen certificate or health card.
    The two differ. If the password alone does not let you in, try the card or ask eCPA support at <code>02-2397-9108</code>.
    .title = Password or card

## Card, computer, site

answer-hicos =
    Before the first login with a card, install the latest <b>HiCOS</b>, a small program that lets the computer read it.
    1. Windows: HiCOS. Mac: 「跨平臺網頁元件」 (cross-platform web component).
    2. Close all browser windows, then open the browser again.
    3. Plug in the reader and insert the card.
    4. On the 「我的e政府」 (My e-Gov) login page press 「協助測試」 (test) to see what fails.
    Still no luck? See the FAQ on that page or call <code>02-2192-7111</code>.
    .title = Card reader, HiCOS

answer-browser =
    <b>Chrome</b> on a computer is recommended.
    1. Switch to Chrome, log in and try again.
    2. If that fails, press 「環境檢測」 (system check) on the course page to see what is missing.
    An older guide says that a few people could not study with IE. IE is no longer supported, so please do not use it.
    My documents do not say whether phones work. If the phone fails, try a computer.
    .title = Browser and playback

answer-site-slow =
    Most likely too many people are online at once. <b>Quiet hours</b> work much better.
    1. Wait a few minutes, then reload. Do not keep clicking.
    2. Try early morning or late at night.
    3. If only you are slow, use Chrome, or press 「環境檢測」 (system check).
    Deadline close? Take a screenshot and tell the person who collects your hours.
    .title = Site is slow

answer-site-url =
    The learning platform: https://elearn.hrd.gov.tw
    To register or manage 「我的e政府」 (My e-Gov): www.gov.tw
    Before typing a password, check that the address ends in gov.tw.
    .title = Website address

## Hours and certificates

answer-hours-when =
    About <b>3 working days</b>. The upload runs on a schedule, not at once.
    Holidays make it longer. Then look on the lifelong learning, teachers' or environmental education site.
    Longer than that? Look under 「個人專區」 (my area) → 「學習紀錄」 (learning record) whether the course was uploaded.
    In a hurry? Print the certificate and ask whether it is accepted for now.
    .title = When hours arrive

answer-hours-where =
    After login, everything is in 「個人專區」 (my area):
    1. <b>Total hours</b>: shown right there.
    2. <b>Each course</b>: press 「學習紀錄」 (learning record) to see what is completed and uploaded.
    Once uploaded (about 3 working days), look on the lifelong learning, teachers' (全教網) or environmental education site.
    .title = Where to see hours

answer-teacher-hours =
    Register at 「我的e政府」 (My e-Gov) and fill in your <b>ID number</b>: then hours can reach 全教網 (the teachers' training site). This goes for regular and substitute teachers.
    Whether you need an official account, the guides disagree:
    1. The teachers' guide: changing to civil servant (eCPA with a card) is optional.
    2. The platform: an official account is a must, with staff type 「10教育人員」 (education staff).
    The official account is the safe choice. Not sure? Ask your school's personnel office or call <code>02-2192-7111</code>.
    .title = Teachers' hours

answer-eea-hours =
    The general public studies with a <b>「我的e政府」 (My e-Gov)</b> account. For civil servants and teachers the platform asks for an official account.
    1. Your account must have your ID number; hours are matched by it.
    2. On the environmental education site (環教網) you need your own account with the right <b>workplace</b>.
    3. Choose a course with certified hours and complete it.
    4. Look on that site after about 3 working days.
    Courses taken with Google or Facebook are not uploaded.
    .title = Environmental hours

answer-upload-switch =
    You decide. The switch is at the <b>very bottom</b> of 「個人資料設定」 (profile settings).
    1. Log in → 「個人專區」 (my area) → 「個人資料設定」.
    2. Scroll down and choose whether hours go to 全教網 (the teachers' site).
    3. Press 「確定修改」 (save changes), or nothing is saved.
    .title = Upload on or off

answer-unit-missing =
    If your employer does not appear, ask the <b>personnel office of your agency or school</b>. I cannot change it from here.
    If it is the workplace that the environmental education site (環教網) wants, log in to your account there and check it.
    .title = Workplace missing

answer-print-certificate =
    Log in and print it from your learning record.
    1. 「個人專區」 (my area) → 「學習紀錄」 (learning record) → 「課程列表」 (course list).
    2. Press 「列印證書」 (print certificate), choose one or several courses.
    Which account? The guides differ: the platform asks for a verified 「我的e政府」 (My e-Gov) account to print proof yourself; the teachers' guide says any login can print, but with Google or Facebook the ID number is missing.
    My e-Gov is the safe choice. To ask first, call <code>02-2192-7111</code>.
    .title = Print a certificate

## Courses

answer-course-exam =
    After the lessons you still have to <b>take the exam and fill in the questionnaire</b>.
    1. See your progress on the page before the lesson.
    2. The minimum time differs; the course page says it. One example: the 2020 security course of 核能研究所 (a research institute) asked for at least 1.5 hours.
    3. Exam not possible? Perhaps 「我願意提供更多個人資料…」 (I will give more details) was not ticked at registration, so the ID number is missing.
    I have no pass marks. Please see the course page.
    .title = Exam and completion

answer-course-idle =
    After <b>30 minutes without any action</b> the system stops the lesson.
    1. Open the course again and click the same chapter.
    2. While studying, click something before 30 minutes pass.
    3. Check your progress on the page before the lesson.
    The 30 minutes come from a guide of 2020 and may have changed.
    .title = Lesson stopped

## In a hurry, stuck, lost

answer-deadline =
    Don't panic. It depends on how far you are:
    1. <b>Not logged in yet</b>: press “Cannot log in” below.
    2. <b>Course not finished</b>: finish it first, with its exam and questionnaire.
    3. <b>Finished</b>: 「個人專區」 (my area) → 「學習紀錄」 (learning record) → 「課程列表」 (course list) → 「列印證書」 (print certificate). Keep a copy.
    Hours take about 3 working days to be uploaded, so it is normal not to see them today.
    Tell the person who collects your hours now, and ask whether the certificate will do.
    .title = Deadline is close

answer-still-stuck =
    No hurry, let's try another way.
    1. Is there an error message? Just type it here.
    2. No message? Tell me what you pressed and what you see.
    Had enough? Press “Ask a person”: I pass it on, and give you the phone number, too.
    Leave out ID numbers and passwords.
    .title = Still no luck

answer-confused =
    Sorry, that was not clear enough. Take it slowly, one line at a time:
    1. Do line 1, then look at the next line.
    2. If your screen looks different, type what it says.
    3. To go back press “Back”; to ask somebody press “Ask a person”.
    .title = I do not understand

answer-terms =
    These names in plain words:
    • <b>我的e政府 (My e-Gov)</b>: a member account for government websites (www.gov.tw); the general public gets hours with it
    • <b>eCPA (人事服務網)</b>: every civil servant has an account there; the personnel office knows
    • <b>公務帳號 (official account)</b>: a My e-Gov account approved as a civil servant's
    • <b>自然人憑證 (citizen certificate)</b>: a chip card that proves who you are; it needs a card reader, its password is the PIN
    • <b>全教網</b>: the national teachers' training site, where teachers see their hours
    .title = What the names mean

answer-take-time =
    No hurry, take your time. I am here.
    Tell me when it is done, or when you are stuck.
    .title = Wait a moment

## Contact and small talk

answer-hotlines =
    It depends on your account:
    <b>我的e政府 (My e-Gov)</b>: <code>02-2192-7111</code>
    Line busy? Write to <code>egov@service.gov.tw</code>
    <b>eCPA (personnel site)</b>: <code>02-2397-9108</code>
    9:00–12:00 and 14:00–17:00
    Mail <code>pemis@dgpa.gov.tw</code>
    Note down the error message first; it saves time.
    .title = Phone and mail

answer-bot-about =
    I am a chat bot, not a person. I help with login and learning hours on e等公務園+.
    I can help you choose an account, walk you through the login and find out why hours are missing. What I cannot solve, I pass to a person.
    I cannot see or change your account. <b>Please send me no ID number and no password.</b>
    .title = About me

answer-greeting =
    Hello! Trouble with login or learning hours?
    Just tell me what happened, for example “forgot my password”, or press a button below.
    .title = Hello

answer-thanks =
    You are welcome 🙂
    If anything else comes up, just write to me.
    .title = Thanks

answer-goodbye =
    Goodbye, and good luck with your course!
    If you get stuck again, just send me a line.
    .title = Goodbye

answer-abuse =
    It is really frustrating when nothing works. I am sorry you are having such a hard time.
    Tell me which step fails and we will try again. If you would rather not talk to a bot, I will get a person.
    .title = Nothing works
