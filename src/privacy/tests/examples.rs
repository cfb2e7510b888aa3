//! Conversations in one line each: typed, and what remains.

use super::masker;

fn remains(cases: &[(&str, &str)]) {
    let masker = masker();
    for (typed, masked) in cases {
        assert_eq!(masker.mask(typed).text, *masked, "typed: {typed}");
    }
}

fn stays(cases: &[&str]) {
    let masker = masker();
    for typed in cases {
        let masked = masker.mask(typed);
        assert_eq!(masked.text, *typed);
        assert_eq!(masked.found, []);
    }
}

#[test]
fn ids_in_every_dress() {
    remains(&[
        ("A123456789", "[national-id]"),
        ("a123456789", "[national-id]"),
        ("Ａ１２３４５６７８９", "[national-id]"),
        ("ａ１２３４５６７８９", "[national-id]"),
        ("A 1234 56789", "[national-id]"),
        ("A-123-456-789", "[national-id]"),
        ("A—123—456—789", "[national-id]"),
        ("A 1 2 3 4 5 6 7 8 9", "[national-id]"),
        ("A\u{200B}1234\u{FEFF}56789", "[national-id]"),
        ("A\u{202A}123456789\u{202C}", "[national-id]\u{202C}"),
        ("A1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣", "[national-id]\u{FE0F}\u{20E3}"),
        ("Ⓐ①②③④⑤⑥⑦⑧⑨", "[national-id]"),
        ("我叫王大明A123456789登不進去", "我叫王大明[national-id]登不進去"),
        ("(A123456789)", "([national-id])"),
        ("F131104093,A800000014", "[national-id],[resident-id]"),
        ("A930196810 AA00000009 AD30196818", "[resident-id] [resident-id] [resident-id]"),
        ("aa-0000-0009", "[resident-id]"),
        ("https://example.tw/?id=A123456789&x=1", "https://example.tw/?id=[national-id]&x=1"),
        ("A123456789_王大明.pdf", "[national-id]_王大明.pdf"),
    ]);
}

#[test]
fn a_failing_checksum_needs_a_word() {
    stays(&["A123456788", "A800000000", "AA00000000", "型號 A123456788", "GRID A123456788"]);
    remains(&[
        ("我的身分證是A123456788", "我的身分證是[national-id]"),
        ("身份证号码：a123456788", "身份证号码：[national-id]"),
        ("A123456788 這是我的證號", "[national-id] 這是我的證號"),
        ("my ID: A123456788", "my ID: [national-id]"),
        ("居留證 A800000000", "居留證 [resident-id]"),
        ("統一證號 AA00000000", "統一證號 [resident-id]"),
        ("身分證統一編號\nA123456788", "身分證統一編號\n[national-id]"),
    ]);
}

#[test]
fn codes_that_are_announced_stay() {
    stays(&[
        "課程代碼 A123456789",
        "課程編號：A123456789",
        "error code: A123456789",
        "OID 2.16.886.101.20003.20065.20018",
        "OID:2.16.886.101.90003.20002.10001",
        "2.16.886.101.20003",
        "錯誤代碼 0223456789",
    ]);
    remains(&[("課程代碼 A123456789 是我的身分證", "課程代碼 [national-id] 是我的身分證")]);
}

#[test]
fn cards() {
    remains(&[
        ("憑證卡號 MP05120900012345", "憑證卡號 [certificate-card]"),
        ("mp 0512 0900 0123 45", "[certificate-card]"),
        ("健保卡號是 1234 5678 9012", "健保卡號是 [health-card]"),
        ("NHI card 123456789012", "NHI card [health-card]"),
        ("000012345678", "[health-card]"),
        ("123456789012 健保卡", "[health-card] 健保卡"),
    ]);
    stays(&[
        "123456789012",
        "訂單 202403120930",
        "log is 20240312093000",
        "TW20240312093000",
        "健保卡 20240312 0930",
    ]);
}

#[test]
fn phones_and_mail() {
    remains(&[
        ("請打0912345678給我", "請打[mobile]給我"),
        ("０９１２－３４５－６７８", "[mobile]"),
        ("+886 912 345 678", "[mobile]"),
        ("電話1:0912345678", "電話1:[mobile]"),
        ("0912345678-0987654321-0912000000", "[mobile]-[mobile]-[mobile]"),
        ("公司(02)2345-6789分機123", "公司[landline]分機123"),
        ("tel(04)2234-5678", "tel[landline]"),
        ("家裡 037-321234", "家裡 [landline]"),
        ("信箱wang.daming@example.com，謝謝", "信箱[email]，謝謝"),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[email]"),
        ("nguyễn@example.com", "[email]"),
    ]);
    stays(&[
        "我的e政府客服專線 02-2192-7111",
        "０２－２１９２－７１１１",
        "+886-2-2192-7111",
        "(02) 2397-9108",
        "請傳真 (02)2192-7186",
        "忘記密碼：(02)2192-7111",
        "egov@service.gov.tw",
        "EGOV@SERVICE.GOV.TW, pemis@dgpa.gov.tw。",
        "1996、0800-123-456、0809-091-234",
        "上午 9:00~12:00、下午 14:00~17:00",
        "0900-1200 1400-1700",
        "2024-09-12 10:30:22",
        "09-12-2024 10:30",
        "113年09月12日",
        "@elearn_bot",
    ]);
}

#[test]
fn secrets() {
    remains(&[
        ("我的密碼是Abcd1234", "我的密碼是[secret]"),
        ("密碼：Abcd1234，幫我看", "密碼：[secret]，幫我看"),
        ("PASSWORD IS Abcd1234", "PASSWORD IS [secret]"),
        ("帳號 wang 密碼=p@ss", "帳號 wang 密碼=[secret]"),
        ("ＰＩＮ碼：１２３４５６", "ＰＩＮ碼：[secret]"),
        ("驗證碼是 493817 對嗎", "驗證碼是 [secret] 對嗎"),
        ("密\u{200B}碼是 Abcd1234", "密\u{200B}碼是 [secret]"),
    ]);
    stays(&[
        "密碼是什麼",
        "我的密碼是不是錯了",
        "PIN 碼是幾碼",
        "PIN 為 6-8 碼",
        "password is wrong",
        "驗證碼沒收到",
        "密碼是 2024 年設的",
        "eCPA 密碼忘了",
    ]);
}

#[test]
fn the_empty_and_the_odd() {
    stays(&[
        "",
        " ",
        "[national-id]",
        "[secret]",
        "密碼是[secret]",
        "健保卡 [health-card]",
        "+",
        "(",
        "((+((",
        "@",
        "[",
        "\u{FFFC}",
    ]);
}
