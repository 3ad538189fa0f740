//! Secret scrubbing: finds secrets in texts from a server, a store or a host, however they are spelled.
//!
//! Text and secret are both normalized: escapes of URLs, HTML and JSON are decoded, repeatedly, because they may be
//! nested. Case does not matter, nor does the kind of white space; `+` counts as a space. A run of the text is blanked
//! out if
//!
//! - it is the whole secret, and that has 6 characters or more: a shorter one would blank out ordinary words, and hides
//!   nothing;
//! - it is 8 bytes or more of the secret in a row: a truncated secret is still most of one. A run of words (`word`,
//!   `Word` or `WORD`, between spaces, `-` and `_`) needs 16, so that a text keeps words that happen to be in a pass
//!   phrase.
//!
//! So if a secret was taken apart, only shorter pieces remain. Scrubbing happens only when a text is about to be shown,
//! never for a response that is understood.

use std::iter;
use std::mem;

use zeroize::Zeroizing;

use super::secret::{REDACTED, Secret};

const MIN: usize = 6;
const PIECE: usize = size_of::<u64>();
const PIECE_OF_WORDS: usize = 16;
/// Maximum nesting of escapes.
const MAX_LAYERS: usize = 3;

/// A character of the normalized form, and the start and end of its source bytes.
type NormalizedChar = (char, usize, usize);
type NormalizedText = Zeroizing<Vec<NormalizedChar>>;

/// The secrets to look for. They are overwritten when it is dropped.
pub(crate) struct Scrubber(Vec<Normalized>);

impl Scrubber {
    pub(crate) fn new<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Self {
        Self(secrets.map(|secret| Normalized::of(secret.expose())).filter(|plain| plain.bytes.len() >= MIN).collect())
    }

    /// Blanks out every occurrence of the secrets in the text.
    pub(crate) fn blank_out(&self, text: &mut String) {
        if text.len() < MIN {
            return;
        }
        let plain = Normalized::of(text);
        let pieces = Pieces::of(&plain.bytes);
        let mut shown = vec![true; plain.bytes.len()];
        for secret in &self.0 {
            let found = if secret.bytes.len() < PIECE { plain.whole(secret) } else { pieces.of_secret(secret) };
            plain.hide(text, secret.bytes.len(), &found, &mut shown);
        }
        if shown.contains(&false) {
            *text = plain.without(text, &shown);
        }
    }

    /// Whether the text contains a secret of 16 bytes or more, whole.
    ///
    /// For values that are used and not only shown: an id may share a piece with a token by chance, or contain a short
    /// numeric password.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let plain = Normalized::of(text);
        let long = self.0.iter().filter(|secret| secret.bytes.len() >= PIECE_OF_WORDS);
        long.into_iter().any(|secret| plain.whole(secret).contains(&true))
    }
}

/// Normalized text.
struct Normalized {
    bytes: Zeroizing<Vec<u8>>,
    /// The source range of each byte; empty if all bytes are at their original offsets.
    places: Vec<(usize, usize)>,
}

impl Normalized {
    fn of(text: &str) -> Self {
        let is_plain = text.bytes().all(|b| b.is_ascii() && !matches!(b, b'%' | b'&' | b'\\'));
        if is_plain { Self::of_ascii(text) } else { Self::of_escaped(text) }
    }

    /// The fast path, for nearly every token.
    fn of_ascii(text: &str) -> Self {
        let blank = |b: u8| b == b'+' || b.is_ascii_whitespace() || b.is_ascii_control();
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        bytes.extend(text.bytes().map(|b| if blank(b) { b' ' } else { b.to_ascii_lowercase() }));
        Self { bytes, places: Vec::new() }
    }

    fn of_escaped(text: &str) -> Self {
        let ends = text.char_indices().skip(1).map(|(at, _)| at).chain(iter::once(text.len()));
        let mut units: NormalizedText = Zeroizing::new(Vec::with_capacity(text.len()));
        units.extend(text.char_indices().zip(ends).map(|((start, c), end)| (c, start, end)));
        for _ in 0..MAX_LAYERS {
            let before = units.len();
            units = unescaped(&units);
            if units.len() == before {
                break;
            }
        }
        // Reserved exactly: growing would leave a copy of a secret behind.
        let length = units.iter().flat_map(|(c, ..)| fold(*c)).map(char::len_utf8).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        let mut places = Vec::with_capacity(length);
        for &(c, start, end) in units.iter() {
            for folded in fold(c) {
                let mut buffer = Zeroizing::new([0; 4]);
                bytes.extend_from_slice(folded.encode_utf8(&mut *buffer).as_bytes());
                places.resize(bytes.len(), (start, end));
            }
        }
        Self { bytes, places }
    }

    /// The source range of a run of bytes.
    fn place(&self, start: usize, length: usize) -> (usize, usize) {
        if self.places.is_empty() {
            (start, start + length)
        } else {
            (self.places[start].0, self.places[start + length - 1].1)
        }
    }

    /// Marks occurrences of the whole secret.
    fn whole(&self, secret: &Self) -> Vec<bool> {
        let mut found = vec![false; self.bytes.len()];
        for (at, window) in self.bytes.windows(secret.bytes.len()).enumerate() {
            if window == &**secret.bytes {
                found[at..at + window.len()].fill(true);
            }
        }
        found
    }

    /// Marks the runs to hide. `text` is the source of this normalized form, `length` that of the secret that was found.
    fn hide(&self, text: &str, length: usize, found: &[bool], shown: &mut [bool]) {
        for (start, run) in runs(found) {
            let (from, to) = self.place(start, run);
            if run >= length.min(PIECE_OF_WORDS) || !text[from..to].split([' ', '-', '_']).all(is_word) {
                shown[start..start + run].fill(false);
            }
        }
    }

    /// Replaces each hidden run.
    fn without(&self, text: &str, shown: &[bool]) -> String {
        let hidden: Vec<bool> = shown.iter().map(|shown| !shown).collect();
        let (mut out, mut at) = (String::with_capacity(text.len()), 0);
        for (start, run) in runs(&hidden) {
            let (from, to) = self.place(start, run);
            out.push_str(&text[at..from.max(at)]);
            out.push_str(REDACTED);
            at = to.max(at);
        }
        out.push_str(&text[at..]);
        out
    }
}

/// Every 8-byte piece of some text with its offset, sorted.
struct Pieces {
    length: usize,
    sorted: Zeroizing<Vec<(u64, usize)>>,
    /// A bit for each hash of a piece. Nearly all pieces of a secret occur in no text, and this rejects them fast.
    hashes: [u64; 64],
}

impl Pieces {
    fn of(text: &[u8]) -> Self {
        let mut sorted = Zeroizing::new(Vec::with_capacity(text.len()));
        sorted.extend(pieces(text));
        sorted.sort_unstable();
        let mut hashes = [0; 64];
        for (piece, _) in sorted.iter() {
            let (word, bit) = hash(*piece);
            hashes[word] |= bit;
        }
        Self { length: text.len(), sorted, hashes }
    }

    /// Marks every piece that also occurs in the secret.
    fn of_secret(&self, secret: &Normalized) -> Vec<bool> {
        let mut found = vec![false; self.length];
        // Each piece once: a secret may repeat one, and a long text may consist of it.
        let mut done = vec![false; self.sorted.len()];
        for (piece, _) in pieces(&secret.bytes) {
            let (word, bit) = hash(piece);
            if self.hashes[word] & bit == 0 {
                continue;
            }
            let first = self.sorted.partition_point(|(other, _)| *other < piece);
            // It may only share its hash with another piece.
            if self.sorted.get(first).is_none_or(|(found, _)| *found != piece) || mem::replace(&mut done[first], true) {
                continue;
            }
            for (_, at) in self.sorted[first..].iter().take_while(|(other, _)| *other == piece) {
                found[*at..*at + PIECE].fill(true);
            }
        }
        found
    }
}

/// Every eight bytes as a number, with their offset.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = (u64, usize)> {
    let mut piece = 0;
    let ends = bytes.iter().enumerate().map(move |(at, byte)| {
        piece = piece << 8 | u64::from(*byte);
        (piece, at)
    });
    ends.skip(PIECE - 1).map(|(piece, end)| (piece, end + 1 - PIECE))
}

/// The word and bit of a piece.
fn hash(piece: u64) -> (usize, u64) {
    // Knuth's multiplier. The highest bits are mixed best.
    let mixed = piece.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (usize::try_from(mixed >> 58).unwrap_or(0), 1 << (mixed >> 52 & 63))
}

/// Whether it looks like a word: letters with at most the first, or all, in upper case.
fn is_word(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let capitals = text.len() - rest.len();
    rest.bytes().all(|b| b.is_ascii_lowercase()) && (capitals <= 1 || rest.is_empty())
}

/// Every run of true values, as start and length.
fn runs(marks: &[bool]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    marks.chunk_by(|one, other| one == other).filter_map(move |chunk| {
        let start = at;
        at += chunk.len();
        chunk[0].then_some((start, chunk.len()))
    })
}

/// Ignores case and the kind of white space. `+` is a space in forms.
fn fold(c: char) -> impl Iterator<Item = char> {
    let c = if c == '+' || c.is_whitespace() || c.is_control() { ' ' } else { c };
    c.to_lowercase()
}

/// Decodes one layer of escapes.
fn unescaped(units: &[NormalizedChar]) -> NormalizedText {
    let mut out: NormalizedText = Zeroizing::new(Vec::with_capacity(units.len()));
    let mut at = 0;
    while at < units.len() {
        let rest = &units[at..];
        let used = match rest[0].0 {
            '%' => percent(rest, &mut out),
            '&' => entity(rest, &mut out),
            '\\' => backslash(rest, &mut out),
            _ => 0,
        };
        if used == 0 {
            out.push(rest[0]);
        }
        at += used.max(1);
    }
    out
}

/// Parses hexadecimal digits.
fn hex(digits: &[NormalizedChar]) -> Option<u32> {
    let value = |number: Option<u32>, (c, ..): &NormalizedChar| Some(number?.checked_mul(16)? + c.to_digit(16)?);
    if digits.is_empty() { None } else { digits.iter().fold(Some(0), value) }
}

/// Decodes `%C3%B6`, and `%F6` as Latin-1. Returns how many characters it used.
fn percent(rest: &[NormalizedChar], out: &mut NormalizedText) -> usize {
    let mut bytes = Zeroizing::new(Vec::with_capacity(rest.len() / 3));
    let escapes = rest.chunks_exact(3).take_while(|escape| escape[0].0 == '%');
    for byte in escapes.map_while(|escape| hex(&escape[1..]).and_then(|byte| u8::try_from(byte).ok())) {
        bytes.push(byte);
    }
    let mut at = 0;
    while at < bytes.len() {
        let (c, length) = first_char(&bytes[at..]);
        out.push((c, rest[at * 3].1, rest[(at + length) * 3 - 1].2));
        at += length;
    }
    bytes.len() * 3
}

/// The first character of some bytes, and its length. A byte that is not UTF-8 is read as Latin-1.
fn first_char(bytes: &[u8]) -> (char, usize) {
    let valid = |length: &usize| std::str::from_utf8(&bytes[..*length]).ok();
    let found = (1..=bytes.len().min(4)).find_map(|length| Some((valid(&length)?.chars().next()?, length)));
    found.unwrap_or((char::from(bytes[0]), 1))
}

/// Decodes `&amp;`, `&#39;`, `&#x27;`.
fn entity(rest: &[NormalizedChar], out: &mut NormalizedText) -> usize {
    const NAMED: [(&str, char); 6] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", '\u{A0}')];
    const MAX: usize = 10;
    let Some(end) = rest.iter().take(MAX).position(|(c, ..)| *c == ';') else { return 0 };
    let name = &rest[1..end];
    let is = |text: &str| text.chars().eq(name.iter().map(|(c, ..)| c.to_ascii_lowercase()));
    let c = match name {
        [('#', ..), ('x' | 'X', ..), digits @ ..] => hex(digits).and_then(char::from_u32),
        [('#', ..), digits @ ..] if !digits.is_empty() => {
            let value =
                |number: Option<u32>, (c, ..): &NormalizedChar| Some(number?.checked_mul(10)? + c.to_digit(10)?);
            digits.iter().fold(Some(0), value).and_then(char::from_u32)
        }
        _ => NAMED.iter().find(|(text, _)| is(text)).map(|(_, c)| *c),
    };
    let Some(c) = c else { return 0 };
    out.push((c, rest[0].1, rest[end].2));
    end + 1
}

/// Decodes `\u00f6`, `\ud83d\ude00`, `\u{f6}`, `\xf6`, `\n`, `\/`.
fn backslash(rest: &[NormalizedChar], out: &mut NormalizedText) -> usize {
    let fixed = |digits: std::ops::Range<usize>| hex(rest.get(digits)?);
    let (number, used) = match rest.get(1).map(|(c, ..)| *c) {
        Some('u') if rest.get(2).is_some_and(|(c, ..)| *c == '{') => {
            let end = rest.iter().take(10).position(|(c, ..)| *c == '}');
            (end.and_then(|end| fixed(3..end)), end.map_or(0, |end| end + 1))
        }
        Some('u') => match (fixed(2..6), fixed(8..12)) {
            (Some(high @ 0xD800..0xDC00), Some(low @ 0xDC00..0xE000)) if rest[6].0 == '\\' && rest[7].0 == 'u' => {
                (Some(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12)
            }
            (number, _) => (number, 6),
        },
        Some('x') => (fixed(2..4), 4),
        Some('n' | 'r' | 't' | 'b' | 'f') => (Some(' '.into()), 2),
        Some(c @ ('\\' | '/' | '"' | '\'')) => (Some(c.into()), 2),
        _ => (None, 0),
    };
    let Some(c) = number.and_then(char::from_u32) else { return 0 };
    out.push((c, rest[0].1, rest[used - 1].2));
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "CANARY p@ss+w\u{f6}rd/'7'&\"9\"\\ !*()%20~ \u{1F600}end";

    fn scrubbed(text: &str, secret: &str) -> String {
        let mut text = text.to_owned();
        Scrubber::new(iter::once(&Secret::new(secret))).blank_out(&mut text);
        text
    }

    /// The password with each character escaped by `escape` that is neither alphanumeric nor in `keep`.
    fn escaped(keep: &str, escape: impl Fn(char) -> String) -> String {
        let kept = |c: char| c.is_ascii_alphanumeric() || keep.contains(c);
        PASSWORD.chars().map(|c| if kept(c) { c.to_string() } else { escape(c) }).collect()
    }

    fn percent_of(c: char) -> String {
        c.to_string().bytes().map(|b| format!("%{b:02X}")).collect::<Vec<_>>().concat()
    }

    #[test]
    fn an_echo_is_found_in_every_spelling() {
        let json = |c: char| {
            c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat()
        };
        let html = escaped(" @+/!*()%~\\", |c| format!("&#x{:x};", u32::from(c)));
        let spellings = [
            PASSWORD.to_owned(),
            PASSWORD.to_uppercase(),
            PASSWORD.to_lowercase(),
            PASSWORD.replace(' ', "\u{a0}"),
            PASSWORD.replace(' ', "+"),
            PASSWORD.replace('&', "&amp;").replace('\'', "&#39;").replace('"', "&quot;"),
            html.clone(),
            html.replace('&', "&amp;"),
            escaped("", percent_of),
            escaped("", percent_of).to_lowercase(),
            escaped("/", percent_of).replace("%20", "+"),
            escaped("/~!*()'", percent_of),
            escaped(";,/?:@&=+$-_.!~*'()#", percent_of),
            escaped("", percent_of).replace('%', "%25"),
            escaped("", percent_of).replace("%C3%B6", "%F6"),
            serde_json::to_string(PASSWORD).unwrap().trim_matches('"').to_owned(),
            escaped(" @+/'&!*()%~", json),
            format!("{PASSWORD:?}").trim_matches('"').to_owned(),
            PASSWORD.escape_unicode().to_string(),
        ];
        for spelling in spellings {
            assert_eq!(scrubbed(&format!("<{spelling}>, and more"), PASSWORD), "<[redacted]>, and more", "{spelling}");
        }
    }

    #[test]
    fn a_truncated_secret_is_found() {
        const JWT: &str = "eyJraWQiOiI4NzYyZjU5OGQwNTk0NGRiODZiZjVjYTk3ODA0NzYwOCJ9.abc";
        for (text, shown) in [
            ("assertion eyJraWQi", "assertion [redacted]"),
            ("assertion eyJraWQ", "assertion eyJraWQ"),
            ("... NzYwOCJ9.abc", "... [redacted]"),
            ("two: I4NzYyZjU5OG, MDU5NDRkY", "two: [redacted], MDU5NDRkY"),
            ("eyJraWQiOiI4NzYyZjU5OGQwNTk0NGRiODZiZjVjYTk3ODA0NzYwOCJ9.abc", "[redacted]"),
        ] {
            assert_eq!(scrubbed(text, JWT), shown);
        }
    }

    #[test]
    fn ordinary_words_stay() {
        let text =
            "the password is wrong; check the client-secret of the application 100% &more; \\o/ %zz &#xyz; \\u12";
        for secret in ["password123", "client-secret-7", "the password of mine", "short", ""] {
            assert_eq!(scrubbed(text, secret), text, "{secret}");
        }
        assert_eq!(scrubbed("it is hunter, they say", "hunter"), "it is [redacted], they say");
        assert_eq!(scrubbed("my pass phrase of words only", "a pass phrase of words"), "my[redacted] only");
    }

    #[test]
    fn every_piece_of_a_long_secret_is_found() {
        let secret = (1000..1300).map(|number| format!("k{number}-")).collect::<Vec<_>>().concat();
        for at in 0..secret.len() - PIECE {
            let piece = &secret[at..at + PIECE];
            assert_eq!(scrubbed(&format!("<{piece}> is a piece"), &secret), "<[redacted]> is a piece", "{piece}");
        }
    }

    #[test]
    fn a_long_text_of_one_repeated_piece_is_fast() {
        // 10^10 steps if each piece of the secret marked each piece of the text.
        assert_eq!(scrubbed(&"a".repeat(1 << 17), &"a".repeat(1 << 17)), "[redacted]");
    }

    #[test]
    fn an_id_is_refused_only_for_a_whole_secret() {
        let scrubber = Scrubber::new(iter::once(&Secret::new("U0pDMTFQMDFQQVMwMHxBQUFB")));
        let holds = |text| scrubber.is_in(text);
        assert!(holds("x-u0pdmtfqmdfqqvmwmhxbqufb") && holds("U0pDMTFQMDFQQVMwMHxBQUFB"));
        assert!(!holds("U0pDMTFQMDFQQVMwMHxBQUF") && !holds(""));
    }
}
