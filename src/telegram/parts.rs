//! A text in parts that Telegram takes: each at most 4096 UTF-16 units without its marks, and with its marks balanced.

use std::ops::Range;

use crate::engine::Markup;

/// UTF-16 units of what is shown; marks do not count, `&lt;` is one.
pub(super) const LONGEST: usize = 4096;
/// The same of a caption.
pub(super) const LONGEST_CAPTION: usize = 1024;

/// At least one part. They are cut at line ends, else between words or sentences, else anywhere but inside of a mark.
pub(super) fn parts(text: &Markup, longest: usize) -> Vec<String> {
    if is_one(text, longest) { vec![text.0.trim_end().to_owned()] } else { by_pieces(text, longest) }
}

fn by_pieces(text: &Markup, longest: usize) -> Vec<String> {
    let pieces = pieces(&text.0);
    let mut open = Vec::new();
    let mut parts: Vec<String> =
        cuts(&pieces, longest).into_iter().filter_map(|range| part(&pieces[range], &mut open)).collect();
    if parts.is_empty() {
        parts.push(text.0.clone());
    }
    parts
}

/// How many parts there are.
pub(super) fn count(text: &Markup, longest: usize) -> usize {
    if is_one(text, longest) { 1 } else { parts(text, longest).len() }
}

/// Whether that can be told at a glance: nothing has more units than bytes. Blanks, and marks at the end or left open, are left to a
/// closer look.
fn is_one(text: &Markup, longest: usize) -> bool {
    let opened = || text.0.matches('<').count();
    let closed = || text.0.matches("</").count();
    text.0.len() <= longest && text.0.trim_end().ends_with(|c: char| c != '>') && opened() == 2 * closed()
}

/// A mark, an escaped character, or a character.
struct Piece<'a> {
    source: &'a str,
    is_mark: bool,
}

impl Piece<'_> {
    fn units(&self) -> usize {
        match self.source.chars().next() {
            _ if self.is_mark => 0,
            Some('&') | None => 1,
            Some(c) => c.len_utf16(),
        }
    }

    /// How good a place it is to end a part after this piece.
    fn ending(&self) -> Ending {
        match self.source {
            "\n" => Ending::Line,
            " " | "。" | "，" | "、" | "！" | "？" | "；" | "：" => Ending::Word,
            _ => Ending::None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    None,
    Word,
    Line,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    const ESCAPES: [&str; 3] = ["&lt;", "&gt;", "&amp;"];
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mark = Markup::TAGS.into_iter().find(|tag| rest.starts_with(tag));
        let known = mark.or_else(|| ESCAPES.into_iter().find(|escape| rest.starts_with(escape)));
        let (source, others) = rest.split_at(known.map_or(first.len_utf8(), str::len));
        pieces.push(Piece { source, is_mark: mark.is_some() });
        rest = others;
    }
    pieces
}

fn cuts(pieces: &[Piece<'_>], longest: usize) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let mut units = 0;
        let fits = pieces[start..].iter().take_while(|piece| {
            units += piece.units();
            units <= longest
        });
        // A piece that is too long by itself has to go all the same.
        let full = start + fits.count().max(1);
        let end = if full == pieces.len() {
            full
        } else {
            let best = pieces[start..full].iter().map(Piece::ending).max().unwrap_or(Ending::None);
            let last = pieces[start..full].iter().rposition(|piece| piece.ending() == best);
            match best {
                Ending::None => full,
                Ending::Word | Ending::Line => last.map_or(full, |last| start + last + 1),
            }
        };
        cuts.push(start..end);
        start = end;
    }
    cuts
}

/// Reopens what the part before left open, closes what this one leaves open. `None` when nothing is to be seen: Telegram
/// refuses an empty message.
fn part<'a>(pieces: &[Piece<'a>], open: &mut Vec<&'a str>) -> Option<String> {
    let mut text: String = open.concat();
    let mut is_blank = true;
    for piece in pieces {
        text.push_str(piece.source);
        match piece {
            Piece { source, is_mark: true } if source.starts_with("</") => drop(open.pop()),
            Piece { source, is_mark: true } => open.push(source),
            piece => is_blank &= piece.source.trim().is_empty(),
        }
    }
    let text = text.trim_end();
    let closing: String = open.iter().rev().map(|mark| mark.replacen('<', "</", 1)).collect();
    (!is_blank).then(|| format!("{text}{closing}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, longest: usize) -> Vec<String> {
        parts(&Markup(text.to_owned()), longest)
    }

    #[test]
    fn a_text_that_fits_stays_as_it_is() {
        assert_eq!(cut("<b>好</b>\n&lt;a&gt;", LONGEST), ["<b>好</b>\n&lt;a&gt;"]);
        assert_eq!(cut("", LONGEST), [""]);
    }

    #[test]
    fn a_glance_tells_the_same_as_a_closer_look() {
        for text in ["好", "<b>好</b> 的\n", " a ", "<b>a", "<b>a</b>", "a &lt;", "", " ", "<b> </b> "] {
            let text = Markup(text.to_owned());
            let closely = by_pieces(&text, LONGEST);
            assert_eq!(
                (parts(&text, LONGEST), count(&text, LONGEST)),
                (closely.clone(), closely.len()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn it_is_cut_at_the_best_place_that_fits() {
        for (text, expected) in [
            ("one two\nthree", &["one two", "three"][..]),
            ("one two three", &["one two", "three"]),
            ("一二。三四五六七八九十一二", &["一二。", "三四五六七八九十一二"]),
            ("abcdefghijklm", &["abcdefghij", "klm"]),
            // Two units each: a pair is not torn.
            ("a🙂🙂🙂🙂🙂", &["a🙂🙂🙂🙂", "🙂"]),
            (
                "&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&amp;&gt;",
                &["&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&amp;", "&gt;"],
            ),
            ("abc\n\n\n\n\n\n\n\n\n\n\n\n", &["abc"]),
        ] {
            assert_eq!(cut(text, 10), expected, "{text}");
        }
    }

    #[test]
    fn marks_are_closed_and_opened_again() {
        assert_eq!(
            cut("<b>one <code>two three</code></b>", 10),
            ["<b>one <code>two</code></b>", "<b><code>three</code></b>"]
        );
    }

    proptest! {
        #[test]
        fn every_part_fits_and_no_word_is_lost(text in "([a-c🙂一 \n]|&amp;|<b>[a-c \n]{1,9}</b>|<code>[一a]{1,9}</code>){0,60}") {
            let parts = cut(&text, 12);
            let shown: Vec<String> = parts.iter().map(|part| Markup(part.clone()).plain()).collect();
            for part in &shown {
                prop_assert!(part.encode_utf16().count() <= 12, "{part:?}");
            }
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(solid(&shown.concat()), solid(&Markup(text).plain()));
        }
    }
}
