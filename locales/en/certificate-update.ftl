# Update a certificate (citizen certificate card, health card): prepare → update → log in again → look at the identity.
certificate-update =
    .title = Update certificate

certificate-update-ready =
    You need a <b>computer</b> for this. Check three things:
    1. Your citizen certificate (自然人憑證) or health card (健保卡) is in the reader
    2. The latest HiCOS is installed (it lets the computer read the card; on a Mac 「跨平臺網頁元件」)
    3. You know the card's PIN (6–8 digits, never tell me)
    All ready?
    .ready = All ready
    .card-reader = No reader or HiCOS
    .pin = PIN lost or locked
    .again = Please check the three things and choose a button, or type 1, 2 or 3.

certificate-update-update =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Under 「公務人員登入」 (civil servants) click 「人事服務網eCPA」
    3. Choose citizen certificate or health card and log in once
    4. When the login fails, click 「我要更新憑證」 (update my certificate)
    5. Fill in your ID number and so on in the window (only there, never to me)
    What happened?
    .updated = It is updated
    .signed-in = I got straight in
    .no-window = No window opened

certificate-update-relogin =
    Now log in once more:
    1. Click 「登入」 (log in)
    2. Under 「公務人員登入」 (civil servants), click 「人事服務網eCPA」
    3. Log in with your citizen certificate (or health card)
    4. Click log in on the orange part, <b>then click nothing more</b> and wait
    Only an error that the card cannot be read needs you.
    Are you in?

certificate-update-check =
    A last look: click 「個人專區」 (my area) → 「個人資料設定」 (profile settings).
    Is your 「身分別」 (identity) 「公務人員」 (civil servant)?

certificate-update-not-civil =
    It may not have arrived yet:
    1. Log out of both e等公務園+ and My e-Gov
    2. Wait 5 minutes
    3. Click 「登入」 (log in)
    4. Under 「公務人員登入」 (civil servants), click 「人事服務網eCPA」 and use the card
    5. Look at 「身分別」 (identity) again in 「個人資料設定」 (profile settings)
    Is it 「公務人員」 (civil servant) now?

## When stuck

certificate-update-binding =
    The card must be <b>linked</b> to an account first. Do one of these:
    • upload the citizen certificate in eCPA (人事服務網)
    • link the citizen certificate in My e-Gov (我的e政府)
    Otherwise it counts as another account and your records cannot be merged.
    Link it and try again. Are you in?

certificate-update-reader =
    <b>No card reader</b>, or only a phone? The platform says that civil servants can use a password: press “Use my password” (the teachers' guide says a card is needed).
    With a reader:
    1. Take the card out, check which way the chip goes, push it all the way in
    2. Install the latest HiCOS (Mac: 「跨平臺網頁元件」)
    3. Close the whole browser and open it again
    4. On the My e-Gov login page click 「協助測試」 (test) and see what fails
    Is the card read now?

certificate-update-pin =
    A forgotten PIN or a locked card is dealt with <b>by whoever issued the card</b>:
    • Citizen certificate: https://moica.nat.gov.tw
    • Health card: ask the National Health Insurance Administration
    In a hurry? The platform says that civil servants can use a password too (the teachers' guide says a card is needed).
    Is it done?
