# Hakka e-learning: first login → ID number → records and certificates → hours to 全教網.
hakka =
    .title = Hakka e-learning

hakka-ask-what =
    哈客網路學院 (Hakka e-learning) is a separate website. Registering there or a third-party login (another company's account) <b>both work</b>; with your ID number filled in, hours can go to 全教網 (the teachers' site).
    What would you like to do?
    .sign-in = Register, first login
    .profile = Enter or fix my ID
    .records = Records, certificate
    .to-teachers = Hours not arrived
    .again = Please choose the closest one. You can also type a number, such as 1.

hakka-sign-in =
    1. On the Hakka site click 「註冊」 (register) or choose a third-party login
    2. The first time it asks whether to link a platform account; that is up to you
    3. Teachers choose 「教師人員」 (teacher)
    4. Do fill in your ID number (only on the site, never to me)
    5. After sending you are asked to check it once more
    Are you in?

hakka-profile =
    Check your ID number:
    1. Click your account name (top right) → 「我的設定」 (settings)
    2. Click 「編輯個人資料」 (edit profile)
    3. After a change, click an empty spot or press Enter; it saves by itself
    Is it right? (Do not send me the number.)

hakka-records =
    1. Log in and click your account name (top right)
    2. Click 「我的學習歷程」 (my learning)
    3. Take a screenshot, or print the certificate of each course
    The teachers' guide says that both are accepted; ask whoever collects them at your school.
    Done?

hakka-hours =
    For 全教網 (the teachers' site) it is the ID number that counts:
    1. Account name (top right) → 「我的設定」 (settings) → 「編輯個人資料」 (edit profile): the ID number is there and right
    2. The identity is 「教師人員」 (teacher)
    My documents do not say how long it takes. In a hurry? Hand in a screenshot of 「我的學習歷程」 (my learning).
    Did you find the reason?
    .found-it = Found the reason
    .records = Screenshot, print

hakka-finished = Great! If there is more to do on the Hakka site, press the button below or just type a question.

hakka-stuck =
    I have no phone number of the Hakka site; please see the contact details at the bottom of its pages. Note down your last step and what the screen says.
    I can also note that you want a person, but the phone numbers I give belong to My e-Gov and eCPA. They do not look after the Hakka site.

hakka-later =
    All right. When it works, or you get stuck again, come back to me.
    There is another way: courses on e等公務園+ can send hours to 全教網 (the teachers' site) too.
