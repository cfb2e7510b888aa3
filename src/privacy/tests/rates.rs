//! How often the room errs, on invented messages: what has to go, and what has to stay.

use std::collections::BTreeMap;

use super::super::Kind;
use super::masker;
use super::samples::Samples;

const SEED: u64 = 20_260_412;

/// Sentences without a word that would help the finder.
const BEFORE: [&str; 8] = ["", "我是", "你好，", "登入失敗 ", "Hi, I am ", "王大明/", "資料如下：\n", "😀"];
const BEHIND: [&str; 8] = ["", "，謝謝", " 登不進去", "。", " thanks", "\n請幫忙", "/王大明", "!"];

#[test]
fn what_has_to_go_goes() {
    let mut samples = Samples::new(SEED);
    let masker = masker();
    let mut rates: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for round in 0..8_000 {
        let kind = Kind::ALL[round % Kind::ALL.len()];
        let bare = samples.of(kind);
        let typed = if kind <= Kind::HealthCard { samples.dress(&bare) } else { bare };
        let before = if kind == Kind::Secret {
            samples.pick(&["密碼是", "密码：", "password is ", "PIN: ", "驗證碼 = ", "OTP is "])
        } else {
            samples.pick(&BEFORE)
        };
        let behind = samples.pick(&BEHIND[..if kind == Kind::Secret { 6 } else { 8 }]);
        let masked = masker.mask(&format!("{before}{typed}{behind}"));
        let (hits, all) = rates.entry(kind).or_default();
        *all += 1;
        if masked.text == format!("{before}{}{behind}", kind.marker()) && masked.found == [kind] {
            *hits += 1;
        } else {
            println!("{kind:?}: {before}{typed}{behind} → {}", masked.text);
        }
    }
    for (kind, (hits, all)) in rates {
        println!("{kind:?}: {hits} of {all}");
        assert!(hits * 1000 >= all * 995, "{kind:?}: {hits} of {all}");
    }
}

#[test]
fn a_mistyped_id_goes_when_a_word_says_what_it_is() {
    let mut samples = Samples::new(SEED + 1);
    let masker = masker();
    let wrong = 2_000;
    let mut hits = 0;
    for _ in 0..wrong {
        let second = samples.pick(&["12", "89", "ABCD"]);
        let id = samples.identity(second, false);
        let typed = samples.dress(&id);
        let before =
            samples.pick(&["身分證字號", "我的身份證是 ", "统一证号：", "居留證號碼 ", "my ID number is "]);
        let masked = masker.mask(&format!("{before}{typed}"));
        if masked.found.len() == 1 {
            hits += 1;
        } else {
            println!("{before}{typed} → {}", masked.text);
        }
    }
    println!("{hits} of {wrong}");
    assert!(hits * 1000 >= wrong * 995, "{hits} of {wrong}");
}

#[test]
fn what_has_to_stay_stays() {
    let mut samples = Samples::new(SEED + 2);
    let masker = masker();
    let shapes = [
        "上午 9:##~12:##、下午 1#:00~17:3#",
        "2024-0#-1# 10:##:##",
        "11#年0#月1#日 1#:##",
        "0#/1#/2024 0#:##",
        "202#/12/0# 的課",
        "OID 2.16.886.101.9000#.2000#.1000#",
        "2.16.886.101.2000#.200##",
        "錯誤代碼 E####",
        "error code 0x8007####",
        "HTTP 50# ERR-####",
        "課程代碼 ??###-1##",
        "課程編號 1##0#####",
        "course ID ?1########",
        "版本 1.#.##.####",
        "192.168.#.1##",
        "https://elearn.hrd.gov.tw/mooc/course/1####?page=#",
        "機關代碼 A#1######?",
        "考了 8# 分，1.5 小時只算 ##%",
        "全教網 10 教育人員，第 #### 期",
        "密碼要 #~1# 碼嗎",
        "PIN 碼是 6-# 碼嗎",
        "password is wrong ## times",
        "驗證碼等了 1# 分鐘沒收到",
        "密碼是不是要 1# 個字",
        "案號 1##########",
        "訂單 202403#######",
        "HiCOS 3.1.#.#####",
        "核研所 109 年度 #.5 小時",
        "02-2192-7111 轉 ####",
        "(02) 2397-9108，上午 9:##",
        "+886 2 2192 7186",
        "egov@service.gov.tw 第 ## 次",
        "@user_####",
        "螢幕解析度 1920x10## 與 25##x1440",
        "Windows 11 2#H2 build 226##.35##",
        "統編 1#######",
    ];
    let all = shapes.len() * 100;
    let mut wrong = 0;
    for round in 0..all {
        let core = samples.fill(shapes[round % shapes.len()]);
        let typed = format!("{}{core}{}", samples.pick(&BEFORE), samples.pick(&BEHIND));
        let masked = masker.mask(&typed);
        if masked.text != typed {
            wrong += 1;
            println!("{typed} → {}", masked.text);
        }
    }
    println!("{wrong} of {all}");
    assert!(wrong * 100 <= all, "{wrong} of {all}");
}

/// One random number of the shape in ten passes the checksum; those cannot be told from real ones. The others stay.
#[test]
fn a_failing_checksum_alone_is_no_id() {
    let mut samples = Samples::new(SEED + 3);
    let masker = masker();
    for _ in 0..2_000 {
        let second = samples.pick(&["12", "89", "ABCD"]);
        let typed = samples.identity(second, false);
        assert_eq!(masker.mask(&format!("型號 {typed} 的")).found, [], "{typed}");
    }
}
