//! Telegram's HTML, read as strictly as its documentation is written.

const TAGS: [&str; 13] =
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote", "tg-spoiler"];

/// The text as it is shown, or what is wrong with it.
pub fn shown(html: &str) -> Result<String, String> {
    let mut shown = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>', '&']) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(inside) = rest.strip_prefix('<') {
            let (tag, after) = inside.split_once('>').ok_or("an unclosed `<`")?;
            match tag.strip_prefix('/') {
                Some(tag) if open.last() == Some(&tag) => drop(open.pop()),
                Some(tag) => return Err(format!("unexpected end tag `{tag}`")),
                None if TAGS.contains(&tag) => open.push(tag),
                None if tag == "blockquote expandable" => open.push("blockquote"),
                None if tag.strip_prefix("a href=\"").is_some_and(|rest| rest.ends_with('"')) => {
                    open.push("a");
                }
                None => return Err(format!("unsupported start tag `{tag}`")),
            }
            rest = after;
        } else {
            let escapes = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
            let known = escapes.into_iter().find(|(escape, _)| rest.starts_with(escape));
            let (escape, c) = known.ok_or("a bare `&` or `>`")?;
            shown.push(c);
            rest = &rest[escape.len()..];
        }
    }
    shown.push_str(rest);
    match open.last() {
        Some(tag) => Err(format!("the tag `{tag}` is not closed")),
        None => Ok(shown.trim().to_owned()),
    }
}

#[test]
fn marks_have_to_be_known_and_balanced() {
    assert_eq!(shown("<b>a <code>&lt;b&gt;</code></b> &amp;"), Ok("a <b> &".to_owned()));
    assert_eq!(
        shown("<blockquote expandable>a <a href=\"https://a.b/c\">b</a></blockquote>"),
        Ok("a b".to_owned())
    );
    for wrong in [
        "<b>a",
        "a</b>",
        "<b><code>a</b></code>",
        "<h1>a</h1>",
        "a & b",
        "a > b",
        "a < b",
        "<B>a</B>",
        "<a>b</a>",
    ] {
        assert!(shown(wrong).is_err(), "{wrong}");
    }
}
