//! Puts values into a text for each `$(NAME)` (oddity 47), from `api/filters/refvar/expand.go`.

/// A piece of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Piece<'t> {
    /// What stands there as it is.
    Text(&'t str),
    /// What `$(NAME)` stands for.
    Name(&'t str),
}

/// The pieces of a text. `$$` is a `$` that begins nothing, and so is a `$` that stands before anything but a name in
/// parentheses.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(dollar) = text[at..].find('$').map(|found| at + found) {
        let rest = &text[dollar + 1..];
        if rest.starts_with('$') {
            // The first stands for both.
            pieces.push(Piece::Text(&text[start..=dollar]));
            (start, at) = (dollar + 2, dollar + 2);
        } else if let Some(inner) = rest.strip_prefix('(')
            && let Some(end) = inner.find(')')
        {
            pieces.extend([Piece::Text(&text[start..dollar]), Piece::Name(&inner[..end])]);
            let behind = dollar + "$()".len() + end;
            (start, at) = (behind, behind);
        } else {
            // What follows is no part of a name either.
            at = dollar + 1 + rest.chars().next().map_or(0, char::len_utf8);
        }
    }
    pieces.push(Piece::Text(&text[start..]));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn a_dollar_begins_a_name_or_is_one() {
        let written = |text| {
            let pieces = pieces(text).into_iter().map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Name(name) => format!("<{name}>"),
            });
            pieces.collect::<String>()
        };
        // What kubectl 1.33 prints of them.
        for (text, expected) in [
            ("$(A)", "<A>"),
            ("a$(A)b$(B)", "a<A>b<B>"),
            ("$$(A)", "$(A)"),
            ("$$$(A)", "$<A>"),
            ("$$$$", "$$"),
            ("$(A", "$(A"),
            ("$((A)", "<(A>"),
            ("$($(A)", "<$(A>"),
            ("$x$(A)", "$x<A>"),
            ("$", "$"),
            ("a$", "a$"),
            ("$é$(A)", "$é<A>"),
            ("$()", "<>"),
            ("", ""),
        ] {
            assert_eq!(written(text), expected, "{text}");
        }
    }
}
