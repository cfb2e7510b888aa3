# Official account: look up → apply → three results → send the form; and what to do after studying under the wrong identity.
official-account =
    .title = Official account

official-account-ask-what =
    There are two official accounts. One is enough:
    • <b>eCPA</b> (人事服務網): every civil servant has one already, no need to apply
    • <b>an official account (公務帳號) at My e-Gov</b>: join, log in, apply; it is official once approved
    What would you like to do?
    .apply = Apply for one
    .fill-in = The form, the OID
    .not-advanced = Not advanced member
    .applied = I have applied
    .again = Please choose the closest one. You can also type a number, such as 2.

## Look up

official-account-lookup =
    1. Open https://elearn.hrd.gov.tw and click 「登入」 (log in)
    2. Under 「公務人員登入」 (civil servants) click 「我的e政府」 (My e-Gov)
    3. Click 「公務帳號查詢」 (official account look-up)
    4. Fill in ID number and name, press 「有效公務帳號查詢」 (look up). Only on the site, never to me
    What is your 「身分別」 (identity) there? Part of the account name is masked; that is normal.
    .official = 公務人員 (official)
    .natural = 自然人 (private)
    .nothing = Nothing found

official-account-found =
    You have an official account. No need to apply:
    1. Press 「直接登入」 (log in) in the result
    2. Password forgotten? Press 「忘記密碼」 (forgot password); getting it by text message is advised
    Are you in? (Do not send me the password.)

official-account-natural =
    「自然人」 (private person) is an ordinary account. Log in first, then 「提出公務申請」 (apply):
    • Civil servants, contract staff: apply, or hours are not uploaded
    • Teachers: become education staff, so that hours can go to 全教網 (the teachers' site). The teachers' guide says that with your ID number filled in they go anyway, and changing is optional. If in doubt, ask your school's personnel office
    • General public: no need, just log in
    .apply = Apply
    .as-it-is = Log in with it

official-account-nothing =
    Nothing found means that you have none yet:
    • Civil servants: best use eCPA, you have an account there
    • Contract staff: use eCPA if your personnel office gave you an account, else apply
    • You want My e-Gov: join first, then apply
    .use-ecpa = Log in with eCPA
    .apply = Apply for one

## Apply

official-account-apply =
    First complete your data. That makes you an 「進階會員」 (advanced member), and only they can apply:
    1. Open https://www.gov.tw and log in (not a member: 「加入會員」 (join) → 「申請一般會員」 (general member))
    2. Click 「我的專區」 (my area) → 「個人資料維護」 (my data)
    3. Birthday, ID or passport number, postal address and phone must all be right
    Civil servants with eCPA need not apply. Contract staff who need one for work apply the same way.
    Fill these in on the site only, never to me. When done, press “Done, go on” below.
    .fill-in = The form, the OID

official-account-form =
    1. Click 「我的專區」 (my area) → 「申請公務帳號」 (apply for official account)
    2. Choose 「自然人轉公務員」 (private person to civil servant)
    3. Fill in the agency OID (your agency's code; ask your personnel office)
    4. Give a reason, for example: I need learning hours recorded
    5. Press 「送出資料」 (send). Your data is compared with the personnel records
    What does the page say? 「已存在CPA帳號，已送出申請」 (CPA account exists) counts as sent too.
    .matched = 資料比對成功 (matched)
    .sent = 已送出申請 (sent)
    .not-advanced = Not advanced member

official-account-advanced =
    One of four things is missing or wrong:
    1. Click 「我的專區」 (my area) → 「個人資料維護」 (my data)
    2. Check birthday, ID or passport number, postal address and phone; fill in and correct them
    3. Save, then click 「我的專區」 → 「申請公務帳號」 (apply for official account) again
    Can you apply now?

## After sending

official-account-applied =
    What did the page say after 「送出資料」 (send)?
    • 「人事行政局資料比對成功，轉換作業完成…」 (data matched, conversion done)
    • 「已送出申請」 (application sent) or 「已存在CPA帳號，已送出申請」 (CPA account exists, application sent)
    .matched = 資料比對成功 (matched)
    .sent = 已送出申請 (sent)

official-account-progress =
    No problem, there are two ways to find out:
    1. Look up your account: if the 「身分別」 (identity) is 「公務人員」 (civil servant), it went through
    2. Call My e-Gov at <code>02-2192-7111</code> and ask
    .lookup = Look it up

official-account-done =
    Matched means <b>converted</b>. Three more steps:
    1. Log out of both My e-Gov and the learning platform
    2. Wait 2–5 minutes for the accounts to sync
    3. <b>Log in to the learning platform again</b> with the official account
    Hours you studied with My e-Gov are then uploaded by themselves; look after about 3 days.
    Are you in?

official-account-wait-more =
    It may still be on its way:
    1. Log out of both sites and close the whole browser
    2. Wait another 5 minutes
    3. Log in by 「公務人員登入」 (civil servants) → 「我的e政府」 (My e-Gov)
    4. Look at 「身分別」 (identity) in 「個人專區」 (my area) → 「個人資料設定」 (profile settings)
    Is it 「公務人員」 (civil servant) now?

official-account-fax =
    <b>One more step</b>: send in the form.
    1. Press 「確定」 (OK), then 「列印」 (print) below the form
    2. Attach your documents as the form says (never to me)
    3. Call <code>02-2192-7111</code> to ask how to send it nowadays; the fax is an older rule
    4. If it is still by fax: <code>(02)2192-7186</code>
    Is it sent?
    .faxed = It is sent
    .no-fax = I have no fax

official-account-no-fax =
    It can be sent without a fax of your own:
    1. Ask your personnel or general affairs office; most have a fax machine
    2. If not, call <code>02-2192-7111</code> and ask for another way
    3. Line busy? Write to <code>egov@service.gov.tw</code> (attach no documents yet)
    Is it sent?
    .faxed = It is sent

official-account-wait =
    Once it is approved, wait 2–5 minutes and log in again: then you have an official account.
    To ask how far it is, call My e-Gov: <code>02-2192-7111</code>.

## Studied with the wrong account

official-account-used-wrong =
    It depends on the account you studied with:
    • <b>My e-Gov</b> (general public): no need to study again. Once a civil servant's account is official, <b>log in to the platform again</b>; the hours are uploaded by themselves, look after about 3 days
    • <b>Google, Facebook…</b>: I am sorry, those hours cannot be saved. You have to study again with the right account
    What would you like to do?
    .pick = Help me choose
