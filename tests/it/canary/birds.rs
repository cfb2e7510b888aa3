//! Invented personal data that nobody may ever find again, and who looks for it.

use std::path::Path;

use fastrand::Rng;
use unicode_normalization::UnicodeNormalization as _;

/// One piece of personal data.
pub struct Bird {
    /// As somebody types it.
    pub typed: String,
    /// What must not be found: the shortest part that still gives it away, small letters and digits only.
    pub core: String,
}

/// Of every kind, dressed in different ways.
pub fn birds(random: &mut Rng) -> Vec<Bird> {
    let mut birds = Vec::new();
    for second in ["1", "2", "8", "9"] {
        for dress in [plain, small, wide, spaced, dashed, with_nothing_between] {
            let id = identity(random, second);
            birds.push(Bird {
                typed: format!("我的身分證是{}，為什麼", dress(&id)),
                core: id[1..].to_owned(),
            });
        }
    }
    for dress in [plain, wide, spaced] {
        let number = format!("09{}", digits(random, 8));
        birds.push(Bird { typed: format!("電話 {} 謝謝", dress(&number)), core: number });
    }
    let landline = format!("02-25{}-{}", digits(random, 2), digits(random, 4));
    birds.push(Bird { core: landline.replace('-', ""), typed: format!("打 {landline} 找我") });
    let card = format!("MP05{}67", digits(random, 10));
    birds.push(Bird { core: card.to_lowercase(), typed: format!("卡號 {card}") });
    let name = format!("wang.da{}", digits(random, 6));
    birds.push(Bird { typed: format!("寄到 {name}@mail.example.tw"), core: name.replace('.', "") });
    for words in ["密碼是 ", "密码：", "password is ", "my PIN: "] {
        let secret = format!("Zq{}x#K", digits(random, 7));
        birds.push(Bird { typed: format!("{words}{secret}"), core: letters_and_digits(&secret) });
    }
    birds
}

/// A number with a valid checksum.
fn identity(random: &mut Rng, second: &str) -> String {
    const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let index = random.usize(..LETTERS.len());
    let head = format!("{second}{}", digits(random, 7));
    let code = index + 10;
    let weighted = head.bytes().zip((1..=8).rev()).map(|(digit, weight)| usize::from(digit - b'0') * weight);
    let sum = code / 10 + code % 10 * 9 + weighted.sum::<usize>();
    format!("{}{head}{}", &LETTERS[index..=index], (10 - sum % 10) % 10)
}

fn digits(random: &mut Rng, count: usize) -> String {
    (0..count).map(|_| random.digit(10)).collect()
}

fn plain(text: &str) -> String {
    text.to_owned()
}

fn small(text: &str) -> String {
    text.to_lowercase()
}

fn wide(text: &str) -> String {
    text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).expect("a wide character")).collect()
}

fn spaced(text: &str) -> String {
    between(text, " ")
}

fn dashed(text: &str) -> String {
    between(text, "-")
}

fn with_nothing_between(text: &str) -> String {
    between(text, "\u{200B}")
}

fn between(text: &str, gap: &str) -> String {
    let groups: Vec<String> =
        text.chars().collect::<Vec<_>>().chunks(3).map(|group| group.iter().collect()).collect();
    groups.join(gap)
}

/// However it is written: wide or narrow, large or small, spaced, with what shows nothing.
fn letters_and_digits(text: &str) -> String {
    let text = text.replace("\\u{200b}", "").replace("\\u200b", "");
    let folded = text.nfkc().flat_map(char::to_lowercase);
    folded.filter(|c| c.is_alphanumeric()).collect()
}

/// Which of the birds sit in these bytes, as UTF-8 or UTF-16 of either order.
pub fn sitting_in<'a>(bytes: &[u8], birds: &'a [Bird]) -> Vec<&'a Bird> {
    let text = letters_and_digits(&String::from_utf8_lossy(bytes));
    // In UTF-16 every other byte of what is looked for is zero.
    let wide: String =
        bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| char::from(*byte)).collect();
    let wide = wide.to_lowercase();
    birds.iter().filter(|bird| text.contains(&bird.core) || wide.contains(&bird.core)).collect()
}

/// The files below `dir` in which one sits, and which.
pub fn below(dir: &Path, birds: &[Bird]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(below(&path, birds));
        } else {
            let bytes = std::fs::read(&path).expect("readable");
            let told = |bird: &Bird| format!("{}: {}", path.display(), bird.typed);
            found.extend(sitting_in(&bytes, birds).into_iter().map(told));
        }
    }
    found
}

#[test]
fn a_bird_is_seen_in_whatever_it_is_dressed() {
    let birds = birds(&mut Rng::with_seed(1));
    let dir = tempfile::tempdir().expect("a temporary directory");
    assert!(below(dir.path(), &birds).is_empty());
    for (number, bird) in birds.iter().enumerate() {
        let words = format!("一些字 {} 等等", bird.typed);
        let narrow: String = words.nfkc().collect();
        let bytes = match number % 4 {
            0 => words.into_bytes(),
            1 => narrow.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            2 => narrow.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => format!("{words:?}").into_bytes(),
        };
        std::fs::write(dir.path().join(number.to_string()), bytes).expect("writable");
    }
    assert_eq!(below(dir.path(), &birds).len(), birds.len());
}
