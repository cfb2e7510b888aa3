//! How a person types a number: digits, with a space or a dash wherever it pleased them. Shared by the finders of ids, cards
//! and telephone numbers; what the digits mean is theirs to say.

/// More than this between two digits (` - `) and they are two numbers.
const GAP_AT_MOST: usize = 3;

#[derive(Clone, Copy, Debug)]
pub(super) struct Digit {
    pub value: u8,
    /// The byte behind the digit.
    pub end: usize,
    /// Something stood between this digit and the one before.
    pub after_gap: bool,
}

/// Reads up to `most` digits, the first one at `at` or behind a gap. `gaps`: the ASCII signs that may stand between.
pub(super) fn digits(text: &[u8], at: usize, most: usize, gaps: &[u8]) -> Vec<Digit> {
    let mut read = Vec::with_capacity(most);
    let mut end = at;
    while read.len() < most {
        let next = skip_gap(text, end, gaps);
        match text.get(next) {
            Some(byte) if byte.is_ascii_digit() => {
                read.push(Digit { value: byte - b'0', end: next + 1, after_gap: next > end });
                end = next + 1;
            }
            _ => break,
        }
    }
    read
}

/// The place of the next sign that is no gap; `at` itself when the gap is too wide to be one.
pub(super) fn skip_gap(text: &[u8], at: usize, gaps: &[u8]) -> usize {
    let width = text[at..].iter().take(GAP_AT_MOST + 1).take_while(|byte| gaps.contains(byte)).count();
    if width > GAP_AT_MOST { at } else { at + width }
}

/// No ASCII letter or digit touches from the left. Chinese does touch: 「我是A1…」 has no space. `floor` is the end of the last
/// finding, which ends a word as its marker will.
pub(super) fn opens(text: &[u8], at: usize, floor: usize) -> bool {
    at <= floor || !text[at - 1].is_ascii_alphanumeric()
}

/// No ASCII letter or digit touches from the right.
pub(super) fn closes(text: &[u8], end: usize) -> bool {
    text.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// The lengths of the groups that the gaps make: `0912-345-678` is 4, 3, 3.
pub(super) fn groups(digits: &[Digit]) -> Vec<usize> {
    let mut groups = Vec::new();
    for digit in digits {
        match groups.last_mut() {
            Some(length) if !digit.after_gap => *length += 1,
            _ => groups.push(1),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_over_narrow_gaps_only() {
        let read = |text: &str| {
            digits(text.as_bytes(), 0, 20, b" -").iter().map(|digit| digit.value).collect::<Vec<_>>()
        };
        assert_eq!(read("12 - 3-4"), [1, 2, 3, 4]);
        assert_eq!(read("12    34"), [1, 2]);
        assert_eq!(read("12x34"), [1, 2]);
        assert_eq!(groups(&digits(b"0912-345 678", 0, 10, b" -")), [4, 3, 3]);
    }
}
