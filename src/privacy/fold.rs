//! The folded view: the text as the finders want to read it, with the way back to the bytes that were typed.
//!
//! Folding makes full-width letters narrow, small ones capital, every dash `-` and every space ` `, and drops what cannot be
//! seen. What has been masked already, in this pass or in an earlier one, becomes a [`WALL`]. So the view of a masked text is
//! the view of the typed text with its findings walled in; that equality is why masking twice changes nothing.
//!
//! It is a view for searching only. Nobody shows it or stores it.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::finding::Finding;
use super::kind::Kind;

/// Stands for one masked piece. Not a letter, a digit, a space or a sign, so no finder reads across it.
pub(super) const WALL: char = '\u{FFFC}';

/// A character that unfolds into more than this is a word or a whole phrase (`﷽`), not a digit in disguise. The limit also
/// keeps the view from growing many times larger than the text.
const UNFOLDS_INTO_AT_MOST: usize = 4;

pub(super) struct Folded {
    text: String,
    spans: Vec<Span>,
}

/// One typed character: where its folded form begins, and its bytes in the source.
struct Span {
    folded: usize,
    source: Range<usize>,
}

impl Folded {
    /// `masked`: findings in `source`, in order and apart from each other.
    pub fn of(source: &str, masked: &[Finding]) -> Folded {
        let mut view =
            Folded { text: String::with_capacity(source.len()), spans: Vec::with_capacity(source.len()) };
        let mut masked = masked.iter().peekable();
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            let end = match masked.next_if(|finding| finding.range.start <= at) {
                Some(finding) => view.wall(at..finding.range.end),
                None => match Kind::of_marker(&source[at..]) {
                    Some(kind) => view.wall(at..at + kind.marker().len()),
                    None => view.push(c, at..at + c.len_utf8()),
                },
            };
            at = end;
        }
        view
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The typed bytes behind a non-empty range of the view, including the unseen characters between its first and its last.
    pub fn source(&self, folded: Range<usize>) -> Range<usize> {
        let first = self.span_at(folded.start).map_or(0, |span| span.source.start);
        let last = self.span_at(folded.end.saturating_sub(1)).map_or(first, |span| span.source.end);
        first..last.max(first)
    }

    fn span_at(&self, folded: usize) -> Option<&Span> {
        let after = self.spans.partition_point(|span| span.folded <= folded);
        self.spans.get(after.checked_sub(1)?)
    }

    fn wall(&mut self, source: Range<usize>) -> usize {
        self.put(source, |text| text.push(WALL))
    }

    fn push(&mut self, c: char, source: Range<usize>) -> usize {
        if is_unseen(c) {
            return source.end;
        }
        self.put(source, |text| {
            if c.is_ascii() {
                text.push(plain(c));
            } else if std::iter::once(c).nfkc().nth(UNFOLDS_INTO_AT_MOST).is_some() {
                text.push(c);
            } else {
                text.extend(std::iter::once(c).nfkc().map(plain));
            }
        })
    }

    fn put(&mut self, source: Range<usize>, write: impl FnOnce(&mut String)) -> usize {
        let end = source.end;
        self.spans.push(Span { folded: self.text.len(), source });
        write(&mut self.text);
        end
    }
}

fn plain(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => '\n',
        // ー is what a Japanese keyboard gives for a dash.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' => '-',
        c if c.is_whitespace() => ' ',
        c => c.to_ascii_uppercase(),
    }
}

/// Zero-width and direction marks, soft hyphens, the selectors and the frame that turn a digit into a keycap emoji.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{20E3}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_case_dashes_and_the_unseen() {
        let view = Folded::of("ａ１\u{200B}２—３　b\t4️⃣", &[]);
        assert_eq!(view.text(), "A12-3 B 4");
    }

    #[test]
    fn finds_the_way_back() {
        let typed = "我ａ\u{200B}１2";
        let view = Folded::of(typed, &[]);
        let at = view.text().find('A').unwrap();
        assert_eq!(&typed[view.source(at..at + 3)], "ａ\u{200B}１2");
        assert_eq!(&typed[view.source(at + 1..at + 2)], "１");
    }

    #[test]
    fn the_view_of_the_masked_text_is_the_view_with_the_finding_walled_in() {
        let typed = "打 0912345678 給我";
        let finding = Finding::new(Kind::Mobile, 4..14);
        assert_eq!(Folded::of(typed, &[finding]).text(), Folded::of("打 [mobile] 給我", &[]).text());
    }

    #[test]
    fn a_phrase_in_one_character_does_not_blow_up_the_view() {
        let typed = "\u{FDFA}".repeat(1000);
        assert_eq!(Folded::of(&typed, &[]).text().len(), typed.len());
    }
}
