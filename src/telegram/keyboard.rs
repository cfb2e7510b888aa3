//! Where buttons stand under a message.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};
use unicode_width::UnicodeWidthStr as _;

use super::ButtonKey;
use crate::engine::{ButtonRole, OutboxButton};

/// More rows than this push the question off a telephone's screen.
const ROWS: usize = 4;

/// For one chat; `None` when there is nothing to press.
pub(super) fn keyboard(chat: i64, buttons: &[OutboxButton], key: &ButtonKey) -> Option<InlineKeyboardMarkup> {
    let rows = rows(buttons);
    let marked =
        |button: &&OutboxButton| InlineKeyboardButton::callback(&button.label, key.mark(chat, &button.press));
    (!rows.is_empty()).then(|| InlineKeyboardMarkup {
        inline_keyboard: rows.iter().map(|row| row.iter().map(marked).collect()).collect(),
    })
}

/// Choices first, two short ones side by side; navigation in one last row.
///
/// Long labels keep a row of their own even when that makes too many rows: Telegram cuts what does not fit.
fn rows(buttons: &[OutboxButton]) -> Vec<Vec<&OutboxButton>> {
    let (choices, navigation): (Vec<_>, Vec<_>) =
        buttons.iter().partition(|button| button.role == ButtonRole::Choice);
    let room = ROWS - usize::from(!navigation.is_empty());
    let mut rows = side_by_side(&choices, 2, 14);
    if rows.len() > room {
        let tighter = side_by_side(&choices, 3, 8);
        if tighter.len() < rows.len() {
            rows = tighter;
        }
    }
    if !navigation.is_empty() {
        rows.push(navigation);
    }
    rows
}

/// In their order, `columns` in a row where all of them are at most `width` columns wide.
fn side_by_side<'a>(
    buttons: &[&'a OutboxButton],
    columns: usize,
    width: usize,
) -> Vec<Vec<&'a OutboxButton>> {
    let is_short = |button: &OutboxButton| button.label.width() <= width;
    let mut rows: Vec<Vec<&OutboxButton>> = Vec::new();
    for &button in buttons {
        match rows.last_mut() {
            Some(row)
                if row.len() < columns && is_short(button) && row.iter().all(|other| is_short(other)) =>
            {
                row.push(button);
            }
            _ => rows.push(vec![button]),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels in rows; a label that begins with `<` is navigation.
    fn layout(labels: &[&str]) -> Vec<String> {
        let buttons: Vec<OutboxButton> = labels
            .iter()
            .map(|label| OutboxButton {
                label: (*label).to_owned(),
                press: "k/menu".to_owned(),
                role: if label.starts_with('<') { ButtonRole::Navigation } else { ButtonRole::Choice },
            })
            .collect();
        let row = |row: &Vec<&OutboxButton>| {
            row.iter().map(|button| button.label.as_str()).collect::<Vec<_>>().join(" | ")
        };
        rows(&buttons).iter().map(row).collect()
    }

    #[test]
    fn short_labels_pair_up_and_navigation_comes_last() {
        for (labels, expected) in [
            (&[][..], &[][..]),
            (&["電腦", "手機"], &["電腦 | 手機"]),
            (&["<回上一步", "電腦", "<真人", "手機"], &["電腦 | 手機", "<回上一步 | <真人"]),
            // Fourteen columns are seven Chinese characters.
            (&["一二三四五六七", "一二三四五六七八"], &["一二三四五六七", "一二三四五六七八"]),
            (
                &["好了", "還是不行，畫面沒有反應", "找真人", "再試"],
                &["好了", "還是不行，畫面沒有反應", "找真人 | 再試"],
            ),
            (&["好了", "不行", "不確定"], &["好了 | 不行", "不確定"]),
            (&["<選單"], &["<選單"]),
        ] {
            assert_eq!(layout(labels), expected, "{labels:?}");
        }
    }

    #[test]
    fn very_short_ones_stand_in_threes_when_there_are_many() {
        let labels = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "<回去"];
        assert_eq!(layout(&labels), ["一 | 二 | 三", "四 | 五 | 六", "七 | 八 | 九", "<回去"]);
        let long = ["一二三四五六七"; 9];
        assert_eq!(layout(&long).len(), 5);
    }
}
