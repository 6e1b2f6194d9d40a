//! What is taken in, and as what it is kept.

use std::{io::Cursor, sync::Mutex};

use ::image::{
    DynamicImage, Frame, GenericImageView as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::gif::GifEncoder,
};

use super::{FileError, FileKind, FilesPolicy, Prepared, image::MAX_PIXELS, prepare};

const POLICY: FilesPolicy = FilesPolicy {
    max_upload_bytes: 1 << 20,
    max_text_bytes: 1000,
    max_image_side: 64,
    max_bytes_per_person: 1 << 30,
};

fn take(content: Vec<u8>) -> Result<Prepared, FileError> {
    prepare(content, &POLICY, &Mutex::default())
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn decoded(kept: &Prepared) -> DynamicImage {
    let format = ImageFormat::from_mime_type(kept.mime).unwrap();
    ::image::load_from_memory_with_format(&kept.content, format).unwrap()
}

/// Every pixel another one, as in a photo.
fn photo(width: u32, height: u32) -> RgbImage {
    let mut seed = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [noise, ..] = seed.to_be_bytes();
        Rgb([noise, u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap()])
    })
}

/// Red to the left, blue to the right.
fn two_halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) })
}

/// What a camera writes: an orientation, and where it was.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 48.1351 N 11.5820 E, Canon");
    tiff
}

/// A JPEG with these segments behind its beginning.
fn jpeg_with(image: RgbImage, segments: &[(u8, &[u8])]) -> Vec<u8> {
    let plain = encoded(image, ImageFormat::Jpeg);
    let mut bytes = plain[..2].to_vec();
    for (marker, content) in segments {
        bytes.extend([0xFF, *marker]);
        bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        bytes.extend(*content);
    }
    bytes.extend(&plain[2..]);
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8)
            .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (0_u32.wrapping_sub(crc & 1))))
    })
}

fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = [kind.as_slice(), content].concat();
    let sum = crc(&chunk);
    chunk.extend(sum.to_be_bytes());
    [u32::try_from(content.len()).unwrap().to_be_bytes().as_slice(), &chunk].concat()
}

/// A PNG that says how large it is, and has hardly anything of it.
fn png_header(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    // Deflated, it is a few zeros.
    let data = [0x78, 0x9C, 0x63, 0x60, 0x80, 0x01, 0x00, 0x00, 0x0A, 0x00, 0x01];
    let end = [png_chunk(b"IDAT", &data), png_chunk(b"IEND", &[])].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), png_chunk(b"IHDR", &header), end].concat()
}

/// A PNG with a chunk behind its header.
fn png_with(image: impl Into<DynamicImage>, kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let plain = encoded(image, ImageFormat::Png);
    let (head, rest) = plain.split_at(33);
    [head, &png_chunk(kind, content), rest].concat()
}

fn webp_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = [kind.as_slice(), &u32::try_from(content.len()).unwrap().to_le_bytes(), content].concat();
    chunk.extend(vec![0; content.len() % 2]);
    chunk
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let all = [&[b"WEBP".to_vec()], chunks].concat().concat();
    [b"RIFF".to_vec(), u32::try_from(all.len()).unwrap().to_le_bytes().to_vec(), all].concat()
}

/// The header of a WebP with EXIF data in it.
fn webp_header(width: u32, height: u32) -> Vec<u8> {
    let minus_one = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    webp_chunk(b"VP8X", &[vec![0b1000, 0, 0, 0], minus_one(width), minus_one(height)].concat())
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

fn red(image: &DynamicImage, x: u32, y: u32) -> bool {
    let Rgba([red, _, blue, _]) = image.get_pixel(x, y);
    red > 200 && blue < 60
}

fn blue(image: &DynamicImage, x: u32, y: u32) -> bool {
    let Rgba([red, _, blue, _]) = image.get_pixel(x, y);
    blue > 200 && red < 60
}

#[test]
fn a_picture_is_turned_upright_and_tells_nothing_else() {
    let exif = exif(6);
    let app = [b"Exif\0\0".as_slice(), &exif].concat();
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPSLatitude=48</x:xmpmeta>";
    let jpeg = jpeg_with(two_halves(40, 20), &[(0xE1, &app), (0xE1, xmp), (0xFE, b"GPS comment")]);
    let png = png_with(two_halves(40, 20), b"eXIf", &exif);
    let webp = {
        let plain = encoded(two_halves(40, 20), ImageFormat::WebP);
        webp(&[webp_header(40, 20), plain[12..].to_vec(), webp_chunk(b"EXIF", &exif)])
    };
    for content in [jpeg, png, webp] {
        assert!(has(&content, "GPS"));
        let kept = take(content).unwrap();
        assert_eq!((kept.kind, kept.dimensions), (FileKind::Image, Some((20, 40))));
        let seen = decoded(&kept);
        assert_eq!(seen.dimensions(), (20, 40));
        assert!(red(&seen, 10, 5) && blue(&seen, 10, 35), "left is up now");
        for trace in ["Exif", "eXIf", "EXIF", "GPS", "Canon", "xmp", "II*"] {
            assert!(!has(&kept.content, trace), "{trace} is in the {}", kept.mime);
        }
    }
}

#[test]
fn every_orientation_is_turned_back() {
    // Where the red half is then.
    let places =
        [(1, 'l'), (2, 'r'), (3, 'r'), (4, 'l'), (5, 't'), (6, 't'), (7, 'b'), (8, 'b'), (9, 'l'), (0, 'l')];
    for (orientation, place) in places {
        let app = [b"Exif\0\0".as_slice(), &exif(orientation)].concat();
        let seen = decoded(&take(jpeg_with(two_halves(40, 20), &[(0xE1, &app)])).unwrap());
        let (width, height) = seen.dimensions();
        assert_eq!((width, height), if "lr".contains(place) { (40, 20) } else { (20, 40) }, "{orientation}");
        let (x, y) = match place {
            'l' => (4, height / 2),
            'r' => (width - 4, height / 2),
            't' => (width / 2, 4),
            _ => (width / 2, height - 4),
        };
        assert!(red(&seen, x, y) && blue(&seen, width - 1 - x, height - 1 - y), "{orientation}");
    }
    // What cannot be read is not said.
    let broken = jpeg_with(two_halves(40, 20), &[(0xE1, b"Exif\0\0II*\0\xFF\xFF\xFF\xFF")]);
    assert_eq!(take(broken).unwrap().dimensions, Some((40, 20)));
}

#[test]
fn a_picture_is_made_small_and_never_large() {
    for (width, height, expected) in [
        (200, 100, (64, 32)),
        (100, 200, (32, 64)),
        (65, 64, (64, 63)),
        (64, 64, (64, 64)),
        (10, 5, (10, 5)),
        (1, 1, (1, 1)),
        (1000, 2, (64, 1)),
        (1, 700, (1, 64)),
    ] {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let kept = take(encoded(photo(width, height), format)).unwrap();
            assert_eq!(kept.dimensions, Some(expected), "{width}x{height}");
            assert_eq!(decoded(&kept).dimensions(), expected);
        }
    }
    let kept = decoded(&take(encoded(two_halves(500, 300), ImageFormat::Png)).unwrap());
    assert!(red(&kept, 10, 10) && blue(&kept, 50, 30), "and it still looks like it did");
}

#[test]
fn what_shows_through_and_what_is_drawn_stay_png() {
    let mime = |content| take(content).unwrap().mime;
    assert_eq!(mime(encoded(photo(60, 60), ImageFormat::Png)), "image/jpeg", "a photo");
    assert_eq!(mime(encoded(photo(60, 60), ImageFormat::Jpeg)), "image/jpeg");
    assert_eq!(mime(encoded(two_halves(60, 60), ImageFormat::Png)), "image/png", "a drawing");
    let mut through = DynamicImage::from(photo(60, 60)).into_rgba8();
    assert_eq!(mime(encoded(through.clone(), ImageFormat::Png)), "image/jpeg", "nothing shows through");
    through.put_pixel(3, 3, Rgba([1, 2, 3, 0]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let kept = take(encoded(through.clone(), format)).unwrap();
        assert_eq!(kept.mime, "image/png");
        assert_eq!(decoded(&kept).get_pixel(3, 3).0[3], 0);
    }
    // Of more than eight bits, and of grey.
    let deep = DynamicImage::from(photo(60, 60)).into_rgb16();
    assert_eq!(mime(encoded(deep, ImageFormat::Png)), "image/jpeg");
    let grey = take(encoded(DynamicImage::from(photo(60, 60)).into_luma8(), ImageFormat::Jpeg)).unwrap();
    assert!(!decoded(&grey).color().has_color());
}

#[test]
fn of_pictures_that_move_the_first_is_kept() {
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new(&mut gif);
    for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        encoder.encode_frame(Frame::new(RgbaImage::from_pixel(20, 10, Rgba(colour)))).unwrap();
    }
    drop(encoder);
    let kept = take(gif).unwrap();
    assert_eq!((kept.mime, kept.dimensions), ("image/png", Some((20, 10))));
    assert!(red(&decoded(&kept), 5, 5));
}

#[test]
fn what_has_too_many_pixels_is_not_even_begun() {
    let jpeg = {
        let mut bytes = encoded(two_halves(40, 20), ImageFormat::Jpeg);
        let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        bytes[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
        bytes
    };
    let gif = b"GIF89a\xFF\xFF\xFF\xFF\0\0\0\x2C\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02\x44\x01\0\x3B".to_vec();
    let vast = webp(&[
        webp_header(1 << 14, 1 << 14),
        encoded(two_halves(2, 2), ImageFormat::WebP)[12..].to_vec(),
        webp_chunk(b"EXIF", b""),
    ]);
    for (what, bomb) in [
        ("30,000 × 30,000", png_header(30_000, 30_000, 8, 2)),
        ("as many as can be said", png_header(0x7FFF_FFFF, 0x7FFF_FFFF, 8, 6)),
        ("one too many", png_header(u32::try_from(MAX_PIXELS).unwrap() + 1, 1, 8, 0)),
        ("few enough, but of eight bytes each", png_header(7_000, 7_000, 16, 6)),
        ("JPEG", jpeg),
        ("GIF", gif),
        ("WebP", vast),
    ] {
        assert_eq!(take(bomb).unwrap_err(), FileError::ImageTooLarge, "{what}");
    }
    // As many as there may be is fine, if they are there.
    assert_eq!(
        take(png_header(u32::try_from(MAX_PIXELS).unwrap(), 1, 8, 0)).unwrap_err(),
        FileError::ImageDamaged
    );
}

#[test]
fn what_only_begins_like_a_picture_is_damaged() {
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Jpeg] {
        let whole = match format {
            ImageFormat::Gif => encoded(DynamicImage::from(photo(50, 50)).into_rgba8(), format),
            _ => encoded(photo(50, 50), format),
        };
        assert!(take(whole.clone()).is_ok());
        for length in [12, 40, whole.len() / 3] {
            let cut = whole[..length.min(whole.len() / 3)].to_vec();
            // Of a JPEG, what is missing may be grey.
            if format == ImageFormat::Jpeg && take(cut.clone()).is_ok() {
                continue;
            }
            assert_eq!(take(cut).unwrap_err(), FileError::ImageDamaged, "{format:?} cut at {length}");
        }
        // Noise behind a good beginning is refused or seen as something; a decoder that panics over it is caught by who calls.
        for seed in 0..60_u8 {
            let mut noisy = whole.clone();
            for (at, byte) in noisy.iter_mut().enumerate().skip(12) {
                if at % 37 == usize::from(seed % 37) {
                    *byte = byte.wrapping_mul(31).wrapping_add(seed);
                }
            }
            let outcome = std::panic::catch_unwind(|| take(noisy));
            if let Ok(Err(error)) = outcome {
                assert!(matches!(error, FileError::ImageDamaged | FileError::ImageTooLarge), "{error:?}");
            }
        }
    }
    // A part that says that it has more than there is.
    let mut lying = webp(&[webp_header(2, 2), encoded(two_halves(2, 2), ImageFormat::WebP)[12..].to_vec()]);
    lying.extend(b"EXIF\xF0\xFF\xFF\xFFII*\0");
    assert_eq!(take(lying).unwrap_err(), FileError::ImageDamaged);
}

#[test]
fn case_054_what_a_file_is_is_in_its_content() {
    for text in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        "<!doctype html>",
        "a,b\n1,2\n",
        "GIF89a is how it begins",
    ] {
        let kept = take(text.into()).unwrap();
        assert_eq!((kept.kind, kept.mime, kept.content), (FileKind::Text, "text/plain", text.into()));
    }
    for other in [
        b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0<html><script>alert(1)</script>".as_slice(),
        b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n",
        b"\0\0\0\x20ftypheic",
        b"BM\x36\0\0\0\0\0",
        b"\x7FELF",
    ] {
        assert_eq!(take(other.into()).unwrap_err(), FileError::Unsupported);
    }
    // A picture with something behind it is the picture alone.
    let polyglot =
        [encoded(two_halves(9, 9), ImageFormat::Png), b"<script>alert(1)</script>".to_vec()].concat();
    let kept = take(polyglot).unwrap();
    assert!(kept.mime == "image/png" && !has(&kept.content, "script"));
}

#[test]
fn texts_and_uploads_have_their_limits() {
    assert_eq!(take(Vec::new()).unwrap_err(), FileError::Empty);
    assert_eq!(take(vec![0xFF, 0xFE]).unwrap_err(), FileError::Empty);
    assert_eq!(take(vec![b'x'; 1000]).unwrap().content.len(), 1000);
    assert_eq!(take(vec![b'x'; 1001]).unwrap_err(), FileError::TooLarge { limit: 1000 });
    // What is no text at all is told so, however large it is.
    assert_eq!(take(vec![0xFE; 1001]).unwrap_err(), FileError::Unsupported);
    assert_eq!(take(vec![b'x'; (1 << 20) + 1]).unwrap_err(), FileError::TooLarge { limit: 1 << 20 });
}
