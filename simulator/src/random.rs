//! A small seeded generator (SplitMix64): the same seed gives the same tokens and ids on every run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The generator's state. Not for secrets that matter: everything here guards a simulator on loopback.
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

    /// base64url text of `words` x 8 bytes, without dashes: no secret should look like an option on a command line.
    pub fn text(&mut self, words: usize) -> String {
        let bytes: Vec<u8> = (0..words).flat_map(|_| self.next().to_be_bytes()).collect();
        URL_SAFE_NO_PAD.encode(bytes).replace('-', "_")
    }

    /// An identifier in the form of a UUID, as the platform's request ids have it.
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
    fn a_seed_repeats_itself() {
        let (mut a, mut b, mut c) = (Random::new(1), Random::new(1), Random::new(2));
        let first = a.text(4);
        assert_eq!(first, b.text(4));
        assert_ne!(first, c.text(4));
        assert_eq!(a.uuid().len(), 36);
    }
}
