//! Pictures: made small, turned upright, and stripped of all that they tell besides.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader,
    Limits,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType as PngFilter, PngEncoder},
    },
    imageops::FilterType,
    metadata::Orientation,
};

use super::{FileError, FileKind, Prepared};

/// The most pixels that are worked on.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The most bytes that they may take.
const MAX_DECODED: u64 = 256 << 20;
/// A picture with more pixels is worked on while no other one like it is.
const LARGE: u64 = 16_000_000;
/// How well a JPEG is kept, of 100.
const QUALITY: u8 = 85;

/// The format of a picture, by how it begins; none when it begins like none.
pub fn sniff(content: &[u8]) -> Option<ImageFormat> {
    match content {
        [0xFF, 0xD8, 0xFF, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(ImageFormat::Png),
        // These are letters, and a text may begin so. A real one always has a zero in it, which no text has.
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', rest @ ..] if rest.contains(&0) => Some(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// What is kept of a picture. `alone` waits until no other large one is worked on.
///
/// # Errors
/// When it has too many pixels, or cannot be read.
pub fn prepare<G>(
    content: &[u8],
    format: ImageFormat,
    max_side: u32,
    alone: impl FnOnce() -> G,
) -> Result<Prepared, FileError> {
    if format == ImageFormat::WebP && !is_whole(content) {
        return Err(FileError::ImageDamaged);
    }
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(refused)?;
    // The size is known now; nothing of the picture itself was read yet.
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED {
        return Err(FileError::ImageTooLarge);
    }
    let _alone = (pixels > LARGE).then(alone);
    // What is said so badly that it cannot be read is not said.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    let mut image = plain(shrink(image, max_side));
    image.apply_orientation(orientation);
    let (mime, content) = encode(&image, format).map_err(|error| FileError::Internal(error.to_string()))?;
    let dimensions = Some((image.width(), image.height()));
    Ok(Prepared { mime, kind: FileKind::Image, dimensions, content })
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODED);
    limits
}

fn refused(error: ImageError) -> FileError {
    match error {
        ImageError::Limits(_) => FileError::ImageTooLarge,
        _ => FileError::ImageDamaged,
    }
}

/// Whether every part of a WebP is there. Its decoder makes room for what a part says that it has.
fn is_whole(content: &[u8]) -> bool {
    let mut rest = content.get(12..).unwrap_or_default();
    while let Some((head, behind)) = rest.split_first_chunk::<8>() {
        let [.., a, b, c, d] = *head;
        let Ok(length) = usize::try_from(u32::from_le_bytes([a, b, c, d])) else { return false };
        if length > behind.len() {
            return false;
        }
        // Padded to an even length.
        rest = behind.get(length + length % 2..).unwrap_or_default();
    }
    true
}

/// So small that its longer side has at most so many pixels.
fn shrink(image: DynamicImage, max_side: u32) -> DynamicImage {
    let longer = image.width().max(image.height());
    if longer <= max_side {
        return image;
    }
    // A good filter takes 16 bytes for every pixel of a column; a plain mean first keeps that small.
    let twice = max_side.saturating_mul(2);
    let image = if longer > twice.saturating_mul(2) { image.thumbnail(twice, twice) } else { image };
    image.resize(max_side, max_side, FilterType::CatmullRom)
}

/// With eight bits for each of one, three or (only where something shows through) four channels.
fn plain(image: DynamicImage) -> DynamicImage {
    if image.color().has_alpha() {
        let image = image.into_rgba8();
        if image.pixels().any(|pixel| matches!(pixel.0, [.., alpha] if alpha < u8::MAX)) {
            return image.into();
        }
        return DynamicImage::from(image).into_rgb8().into();
    }
    if image.color().has_color() { image.into_rgb8().into() } else { image.into_luma8().into() }
}

/// PNG where something shows through, and where it came without loss and takes no more that way (drawings, screens); else JPEG.
fn encode(image: &DynamicImage, format: ImageFormat) -> Result<(&'static str, Vec<u8>), ImageError> {
    if image.color().has_alpha() {
        return Ok(("image/png", png(image)?));
    }
    let jpeg = jpeg(image)?;
    if matches!(format, ImageFormat::Png | ImageFormat::Gif) {
        let png = png(image)?;
        if png.len() <= jpeg.len() {
            return Ok(("image/png", png));
        }
    }
    Ok(("image/jpeg", jpeg))
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    write(image, PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive))?;
    Ok(bytes)
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    write(image, JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

fn write(image: &DynamicImage, encoder: impl ImageEncoder) -> Result<(), ImageError> {
    let colors = ExtendedColorType::from(image.color());
    encoder.write_image(image.as_bytes(), image.width(), image.height(), colors)
}
