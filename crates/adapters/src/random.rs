//! The system's randomness.

use portcullis_domain::{Error, Random, Result};

/// Random bytes from aws-lc's generator, which the operating system seeds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        aws_lc_rs::rand::fill(bytes).map_err(|_| Error::unavailable("the system gives no random bytes"))
    }
}
