//! QR codes.

use data_encoding::BASE64;
use portcullis_domain::{Error, Result};
use qrcode::{Color, QrCode};

/// The width of a module in pixels.
const SCALE: usize = 6;

/// The margin in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// Returns the QR code of a text as a PNG in a `data:` URI.
pub(super) fn data_uri(text: &str) -> Result<String> {
    let code = QrCode::new(text.as_bytes()).map_err(Error::internal)?;
    let modules = code.width();
    let side = (modules + 2 * QUIET) * SCALE;
    let dark = |x: usize, y: usize| {
        let module = |at: usize| (at / SCALE).checked_sub(QUIET).filter(|at| *at < modules);
        matches!((module(x), module(y)), (Some(x), Some(y)) if code[(x, y)] == Color::Dark)
    };
    let pixels: Vec<u8> =
        (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| if dark(x, y) { 0 } else { 255 }).collect();
    let side = u32::try_from(side).map_err(Error::internal)?;
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(Error::internal)?;
    writer.write_image_data(&pixels).map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(format!("data:image/png;base64,{}", BASE64.encode(&picture)))
}
