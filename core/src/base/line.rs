//! Strings on one line, so that a server's text cannot pass for a line in a log or a journal.

use std::fmt;

/// Whether a character ends a line, controls a terminal, or changes the text direction.
pub(crate) fn breaks_a_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A writer that escapes such characters as Rust does (`\n`, `\u{2028}`) and passes everything else through.
pub(crate) struct OneLine<W>(pub(crate) W);

impl<W: fmt::Write> fmt::Write for OneLine<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(breaks_a_line) {
            match part.chars().next_back().filter(|last| breaks_a_line(*last)) {
                Some(last) => {
                    self.0.write_str(&part[..part.len() - last.len_utf8()])?;
                    write!(self.0, "{}", last.escape_default())?;
                }
                None => self.0.write_str(part)?,
            }
        }
        Ok(())
    }
}

/// Returns the string with such characters escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = fmt::Write::write_str(&mut OneLine(&mut line), text);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(escaped("a\r\n7 Placed\u{85}\u{2028}\u{202e}b\0"), r"a\r\n7 Placed\u{85}\u{2028}\u{202e}b\u{0}");
        assert_eq!(escaped("\n\n"), r"\n\n");
        assert_eq!(escaped("Ünï \\n ✓"), "Ünï \\n ✓");
        assert_eq!(escaped(""), "");
    }
}
