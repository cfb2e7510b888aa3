# Taking a course: find it → start → it stopped → exam and questionnaire → progress → print the certificate.
take-course =
    .title = Start a course

take-course-ask-where =
    After the login, start like this:
    1. Search for the name of the course
    2. Open it and press 「上課去」 (go to class)
    3. Click any chapter
    Has it begun? If you are stuck, choose the closest one.
    .begun = It has begun
    .find = Course not found
    .no-picture = Nothing shows
    .stopped = It stopped
    .exam = Exam, questionnaire
    .progress = See my progress
    .certificate = Print certificate
    .again = Please choose the closest one. You can also type a number, such as 2.

take-course-find =
    1. Search with only two or three characters of the name
    2. Still nothing? Ask whoever told you to take it for the full name or the link
    3. Open it and press 「上課去」 (go to class)
    Has it begun?

take-course-no-picture =
    1. Use Chrome on a computer (a few people could not study with IE)
    2. Click 「環境檢測」 (system check) on the course page to see what is missing
    3. If it is slow, too many people are online; try at a quiet hour
    4. Press 「上課去」 (go to class) and a chapter again
    Do you see the lesson?

take-course-started =
    Good! Remember two things:
    • After 30 minutes without any action the lesson stops, so click the page now and then
    • After the lessons you have to <b>take the exam and fill in the questionnaire</b>
    .exam = About the exam
    .stopped = It stopped

take-course-stopped =
    After <b>30 minutes without any action</b> the system stops the lesson. To go on:
    1. Open the course, press 「上課去」 (go to class) and click the same chapter
    2. Click the page before 30 minutes pass
    3. See on the page before the lesson whether your progress is still there
    (The 30 minutes come from a guide of 2020 and may have changed.)
    Does it go on?

## Exam, questionnaire, progress

take-course-exam =
    After the lessons you have to <b>take the exam and fill in the questionnaire</b>:
    1. Study as long as the course page asks; it differs (the 2020 security course of 核能研究所, a research institute: at least 1.5 hours)
    2. Take the exam
    3. Fill in the questionnaire
    I have no pass marks; please see the course page.
    Is it all done?
    .worked = All done
    .no-exam = Cannot take it
    .progress = See my progress

take-course-no-exam =
    If you cannot take the exam, check two things:
    1. Have you studied long enough? See the page before the lesson
    2. Has your account an ID number? Without ticking 「我願意提供更多個人資料…」 (I will give more details) at registration you can fill in no ID number and take no exams
    Can you take it now?
    .no-number = No ID number

take-course-progress =
    There are two places to see it:
    • One course: the page before the lesson shows your status
    • All courses: 「個人專區」 (my area) shows total hours; 「學習紀錄」 (learning record) there shows what is completed and uploaded
    How is your course?
    .complete = Completed
    .incomplete = Not completed
    .hours = Completed, no hours

## The certificate

take-course-certificate =
    1. Click 「個人專區」 (my area) → 「學習紀錄」 (learning record) → 「課程列表」 (course list)
    2. Press 「列印證書」 (print certificate)
    3. Choose one or several courses
    Is it printed?
    .number = It has no ID number
    .hours = Hours not uploaded

take-course-print-help =
    1. 「課程列表」 (course list) shows completed courses only, so check that it is completed
    2. Print in Chrome on a computer; if a pop-up is blocked, allow it
    3. Try another account: the platform asks for a verified 「我的e政府」 (My e-Gov) account to print proof yourself; the teachers' guide says any login can print (Google or Facebook without ID number). If in doubt, ask whoever takes the certificate
    Is it printed?
    .progress = Is it completed?
