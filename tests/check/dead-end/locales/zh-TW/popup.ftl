popup =
    .title = 彈跳視窗被擋住

popup-ask-device = 你現在用電腦，還是手機？
    .computer = 電腦
    .phone = 手機

popup-allow = 請允許彈跳視窗。好了嗎？
    .still-blocked = 還是被擋
    .again = 好了，還是被擋？

certificate =
    .title = 更新憑證

certificate-ask = 憑證更新了嗎？
    .failed = 沒有

certificate-done = 更新好了。

answer-hotlines = 客服電話 <code>02-1234-5678</code>
    .title = 客服電話
