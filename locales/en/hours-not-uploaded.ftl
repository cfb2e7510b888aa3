# Hours not uploaded: the record → which account → which system → the reason.
hours-not-uploaded =
    .title = Hours not uploaded

hours-not-uploaded-look =
    Don't worry, there is mostly a reason. Log in, click 「個人專區」 (my area) → 「學習紀錄」 (learning record) and find the course.
    Is it completed? Uploaded?
    .incomplete = Not completed
    .wait = Done, under 3 days
    .overdue = Done, over 3 days
    .uploaded = It says uploaded
    .again = Please choose the closest one. You can also type a number, such as 1. If in doubt, choose “Not sure”.

hours-not-uploaded-incomplete =
    A course that is not completed sends no hours. Do what is missing:
    1. Read every chapter, for as long as the course page asks
    2. Take the exam
    3. Fill in the questionnaire
    4. Look at 「學習紀錄」 (learning record) again
    Is it completed now?
    .worked = It is completed
    .how = Show me how

hours-not-uploaded-wait =
    Hours are sent on a schedule, about <b>3 working days</b> after completion (holidays do not count).
    Then look on the lifelong learning site, the teachers' site (全教網) or the environmental education site.
    In a hurry? Print the certificate and ask whether it is accepted for now. Still nothing? Come back to me.

hours-not-uploaded-uploaded =
    Then look on the site that receives the hours:
    • Civil servants: the lifelong learning site (終身學習)
    • Teachers: the teachers' site (全教網)
    • Environmental education: its own site (環教)
    Are they there?
    .worked = Found them
    .not-worked = Not there

## Which account

hours-not-uploaded-ask-login =
    After more than 3 days it is mostly the account: hours are matched by ID number.
    Which account did you study with?

hours-not-uploaded-tell =
    Think of the page where you typed your password. What did it say?
    • 「我的e政府」 (My e-Gov)
    • 「人事服務網」 (personnel site) or eCPA
    • Google, Facebook or Apple

hours-not-uploaded-social =
    I am sorry, that is the reason: with Google, Facebook or Apple the platform cannot tell who you are. The hours are not uploaded, and that <b>cannot be mended</b>.
    For hours you have to study again with the right account. I can help you choose it, so that this time it counts.
    .pick = Help me choose
    .no-hours = I need no hours

## Which system

hours-not-uploaded-ask-system =
    Where should your hours go?
    .lifelong = Lifelong learning
    .teachers = 全教網 (teachers)
    .environment = Environment

hours-not-uploaded-ask-identity =
    Click 「個人專區」 (my area) → 「個人資料設定」 (profile settings) and find 「身分別」 (identity).
    Is it 「公務人員」 (civil servant)?

hours-not-uploaded-convert =
    If you are a civil servant or contract staff, that is the reason: <b>without an official account, hours are not uploaded</b>. No need to study again:
    1. Make your My e-Gov account official
    2. Then <b>log in to the platform again</b>
    3. Hours you studied with My e-Gov are uploaded by themselves; look after about 3 days
    I can go through it with you.
    .not-civil = I am no civil servant

hours-not-uploaded-checks =
    Then check three more things:
    1. Your ID number is in 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    2. The course has certified hours and is completed
    3. It was completed more than 3 working days ago
    Did you find the reason?
    .found-it = Found the reason
    .no-number = No ID number
    .not-worked = All fine, no hours

hours-not-uploaded-teachers =
    For 全教網 (the teachers' site) check four things:
    1. Your ID number is in 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    2. At the bottom of that page, upload to 全教網 is on (after a change press 「確定修改」 (save changes))
    3. The course has certified hours and is completed
    4. The platform wants an official account and staff type 「10教育人員」 (education staff); the teachers' guide says the ID number is enough. If in doubt, ask your school's personnel office
    Did you find the reason?
    .found-it = Found the reason
    .no-number = No ID number
    .not-worked = All fine, no hours

hours-not-uploaded-environment =
    For environmental education check four things:
    1. You have an account on 環教網 (its own site), with the right <b>workplace</b> (服務單位)
    2. Your ID number is in 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    3. The course has certified hours and is completed
    4. General public: My e-Gov. Civil servants and teachers: the platform wants an official account
    Did you find the reason?
    .found-it = Found the reason
    .no-number = No ID number
    .not-worked = All fine, no hours

hours-not-uploaded-ecpa-number =
    Your ID number may not have arrived yet:
    1. Log out of both e等公務園+ and eCPA
    2. Wait 5 minutes
    3. Click 「登入」 (log in), then 「公務人員登入」 (civil servants) → 「人事服務網eCPA」
    4. Look at 「個人專區」 (my area) → 「個人資料設定」 (profile settings) again
    Is it there? (Do not send me the number.)
