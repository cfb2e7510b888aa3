popup =
    .title = Pop-up blocked

popup-ask-which-device-the-learner-uses-right-now = Are you on a computer or a phone?
    .computer = Computer
    .phone = Phone

popup-allow = Please <b>allow</b> pop-ups. Did it work?
    .still-blocked = Still blocked
    .again = Did it work, or is it still blocked?

popup-ask-hours = For how many hours have you tried?
    .invalid = Please write a number.

popup-done = Glad to hear that.

certificate =
    .title = Certificate update

certificate-ask = Is the certificate up to date?
    .failed = No

certificate-done = It is.

answer-hotlines = Call <code>02-1234-5678</code>
    .title = Phone numbers
