//! Seeded random generator (SplitMix64): the same seed gives the same tokens and ids on every run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A generator. Not cryptographically secure: its secrets only protect a simulator on loopback.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns `words` x 8 random bytes as base64url, with `_` for `-`: a leading dash would look like a command-line option.
    pub fn base64url(&mut self, words: usize) -> String {
        let bytes: Vec<u8> = (0..words).flat_map(|_| self.next().to_be_bytes()).collect();
        URL_SAFE_NO_PAD.encode(bytes).replace('-', "_")
    }

    /// Returns an identifier in the form of a UUID, like the platform's request ids.
    pub fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        let (one, two, three) = (a >> 32, (a >> 16) & 0xFFFF, a & 0xFFFF);
        format!("{one:08x}-{two:04x}-{three:04x}-{:04x}-{:012x}", b >> 48, b & 0xFFFF_FFFF_FFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_is_reproducible() {
        let (mut a, mut b, mut c) = (Random::new(1), Random::new(1), Random::new(2));
        let first = a.base64url(4);
        assert_eq!(first, b.base64url(4));
        assert_ne!(first, c.base64url(4));
        assert_eq!(a.uuid().len(), 36);
    }
}
