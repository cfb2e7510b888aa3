//! No input harms: not the odd, not the long, not the hostile.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::masker;

/// Pieces that finders care about; rows of them meet at every boundary there is.
fn crowded() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "A123456789",
        "A123456788",
        "A12345",
        "AA00000009",
        "AA00000000",
        "ID",
        "ID ",
        "身分證",
        "證號",
        "健保",
        "卡號",
        "card ",
        "憑證",
        "0912345678",
        "0912-345",
        "-678",
        "0223456789",
        "(02)2345-6789",
        "02-2192-7111",
        "+886",
        "886",
        "2.16.886",
        "000012345678",
        "123456789012",
        "MP05120900012345",
        "wang@example.com",
        "@",
        "@x.tw",
        "egov@service.gov.tw",
        "密碼",
        "密碼是",
        "password",
        "password is ",
        "PIN:",
        "OTP ",
        "驗證碼:",
        "sunshine",
        "wrong",
        "abc123",
        "課程代碼 ",
        "OID",
        "電話",
        "[secret]",
        "[mobile]",
        "[email]",
        "[",
        "]",
        "[sec",
        "ret]",
        " ",
        "  ",
        "-",
        ".",
        ":",
        "/",
        "(",
        ")",
        "?",
        "!",
        ",",
        "，",
        "\n",
        "\u{200B}",
        "Ａ１",
        "１２３",
        "9",
        "x",
        "的",
        "é",
        "⑽",
        "⒛",
        "\u{FFFC}",
        "\u{301}",
        "😀",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn holds(typed: &str) -> Result<(), TestCaseError> {
    let once = masker().mask(typed);
    let twice = masker().mask(&once.text);
    prop_assert_eq!(&twice.text, &once.text, "typed: {:?}", typed);
    prop_assert_eq!(twice.found, []);
    prop_assert_eq!(once.found.is_empty(), once.text == typed);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn masking_any_text_twice_is_masking_it_once(typed in any::<String>()) {
        holds(&typed)?;
    }

    #[test]
    fn masking_a_crowded_text_twice_is_masking_it_once(typed in crowded()) {
        holds(&typed)?;
    }

    #[test]
    fn what_is_not_found_comes_back_as_it_was(before in "[一-龥。，]{0,12}", behind in "[一-龥。，]{0,12}") {
        let masked = masker().mask(&format!("{before}A123456789{behind}"));
        prop_assert_eq!(masked.text, format!("{before}[national-id]{behind}"));
    }
}

/// A megabyte of what would hurt a finder that looks twice at a byte. The limit is far above what it takes.
#[test]
fn a_hostile_megabyte_is_read_in_linear_time() {
    let masker = masker();
    for piece in [
        "a",
        "1",
        "0",
        "1 ",
        "0 -",
        "A1",
        "A 1 ",
        "@",
        "a@",
        "a.",
        "(",
        "+(",
        "[",
        "\u{200B}",
        "\u{FDFA}",
        "密碼是",
        "password:",
        "password is ",
        "otp 1 ",
        "身分證",
        "身分證A123456788 ",
        "A123456788 ",
        "A123456789-",
        "0912345678-",
        "課程代碼 ",
        "😀",
        "Ａ",
        "密碼:https://",
        "a@b.tw",
    ] {
        let typed = piece.repeat(1_000_000 / piece.len());
        let start = Instant::now();
        let masked = masker.mask(&typed);
        let took = start.elapsed();
        println!("{piece:?}: {took:?}, {} findings", masked.found.len());
        assert!(took < Duration::from_secs(10), "{piece:?} took {took:?}");
    }
}
