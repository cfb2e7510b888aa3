# ID number, hours or employer missing.
missing-id =
    .title = ID or hours missing

missing-id-ask-what =
    Let's find out why. What is missing?
    .number = ID number
    .hours = Hours not uploaded
    .again = Please choose the closest one. You can also type a number, such as 1.

missing-id-ask-login =
    Which account did you study with?

missing-id-tell =
    Think of the page where you typed your password. What did it say?
    • 「我的e政府」 (My e-Gov)
    • 「人事服務網」 (eCPA)
    • Google, Facebook or Apple

## My e-Gov

missing-id-egov-fill =
    1. Open https://www.gov.tw and log in to My e-Gov
    2. Click 「我的專區」 (my area) → 「個人資料維護」 (my data) and fill in your ID number (only on the site, never to me)
    3. <b>Log out of both My e-Gov and e等公務園+</b>
    4. Log in to e等公務園+ again
    5. Click 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    Is your ID number there?

missing-id-egov-again =
    Once more, slowly:
    1. Look in My e-Gov whether the ID number was saved
    2. Log out of both My e-Gov and e等公務園+
    3. Close the whole browser
    4. Wait 5 minutes
    5. Log in to e等公務園+ again
    6. Click 「個人專區」 (my area) → 「個人資料設定」 (profile settings); after a change there, press 「確定修改」 (save changes)
    Is your ID number there?

missing-id-bind =
    There is another way: your citizen certificate card (自然人憑證).
    1. Log in to My e-Gov https://www.gov.tw
    2. Link (upload) the card under 「個人資料維護」 (my data)
    3. Log out of both, then log in to e等公務園+
    4. Look at 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    Is your ID number there? If you have no card, press “Still no luck”.

## eCPA

missing-id-ecpa-check =
    1. In e等公務園+ click 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    2. If the ID number is empty, log out of both e等公務園+ and eCPA
    3. Wait 5 minutes, log in again by 「公務人員登入」 (civil servants) → 「人事服務網eCPA」
    Is your ID number there? (Do not send it to me.)

## Social accounts

missing-id-social =
    I am sorry. With Google, Facebook or Apple the platform cannot tell who you are.
    So certificates have no ID number and hours are not uploaded, and that <b>cannot be mended</b>.
    For hours you have to study again with the right account. I can help you choose it, so that this time it counts.
    .pick = Help me choose
    .no-hours = I need no hours

## The ID number is there: what else?

missing-id-print-again =
    Good! Three more steps:
    1. If you changed 「個人資料設定」 (profile settings), press 「確定修改」 (save changes)
    2. Log out of both My e-Gov (or eCPA) and e等公務園+, then log in
    3. For a completed course: 「學習紀錄」 (learning record) → 「課程列表」 (courses) → 「列印證書」 (print)
    Is everything there?

missing-id-hours-rest =
    The ID number is there. Hours also need this:
    1. The course has certified hours and is completed in 「學習紀錄」 (learning record)
    2. Civil servants and teachers: an official account; teachers with staff type 「10教育人員」 (education staff)
    3. Environmental education: an account on 環教網 with the right workplace
    4. Upload to 全教網 is on, at the bottom of 「個人資料設定」 (profile settings)
    The upload takes about <b>3 working days</b>. How long have you waited?
    .wait = Less than 3 days
    .overdue = More than 3 days

missing-id-overdue =
    Under 「個人專區」 (my area) → 「學習紀錄」 (learning record), look at the course:
    • Not completed: finish lessons, exam and questionnaire
    • Civil servant with an ordinary account: make it official and log in again; the hours follow by themselves
    • Uploaded: look on the lifelong learning, teachers' or environmental education site
    Is that the reason? Teachers can first ask their school's personnel office about an official account.
    .found-it = That is the reason

missing-id-wait =
    Good. After about 3 working days, look on the lifelong learning, teachers' or environmental education site.
    If they are not there, come back to me.

missing-id-unit =
    Your personnel office takes care of this:
    1. Ask the personnel staff of your agency or school to check your record
    2. When it is updated, log out of both sites and log in again
    3. Look at 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    Is your employer there?
