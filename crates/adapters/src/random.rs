//! The system's random number generator.

use portcullis_domain::{Error, Random, Result};

/// Draws bytes from the generator of aws-lc, which the operating system seeds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the system's randomness")]
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        aws_lc_rs::rand::fill(bytes).map_err(|_| Error::unavailable("the system returned no random bytes"))
    }
}
