//! Pictures, and what only looks like one.

use std::io::{Cursor, Read as _};

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{attach_all, path, upload, uploaded};
use crate::{
    server::{Client, TestServer, places},
    turn::{id, messages},
};

/// A photo, as a camera that is held upright writes it.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb([if x < width / 2 { 255 } else { 0 }, u8::try_from((x ^ y) % 64).unwrap(), 0])
    });
    let plain = encoded(image, ImageFormat::Jpeg);
    let exif =
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 48.1351 N 11.5820 E";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, exif, &plain[2..]].concat()
}

fn encoded(image: RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

async fn download(client: &Client, file: &Value) -> Vec<u8> {
    let (status, _, bytes) = Client::download(client.request(Method::GET, &path(file))).await;
    assert_eq!(status, 200);
    bytes
}

#[tokio::test]
async fn a_photo_is_kept_upright_and_small_and_without_its_place() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_FILES__MAX_IMAGE_SIDE", "256")]).await;
        drop(place);
        let ada = server.owner().await;
        let sent = photo(600, 300);
        // A picture by its content, whatever it is called.
        let file = uploaded(&ada, "holiday.txt", &sent).await;
        assert_eq!((&file["kind"], &file["mime"]), (&json!("image"), &json!("image/jpeg")));
        assert_eq!((&file["width"], &file["height"]), (&json!(128), &json!(256)));
        let (status, headers, kept) = Client::download(ada.request(Method::GET, &path(&file))).await;
        assert_eq!((status.as_u16(), json!(kept.len())), (200, file["size"].clone()));
        let header = |name: &str| headers[name].to_str().unwrap();
        assert_eq!(header("content-type"), "image/jpeg");
        assert!(header("content-disposition").starts_with("inline; filename=\"holiday.txt\""));
        assert_eq!(
            (header("x-content-type-options"), header("cross-origin-resource-policy")),
            ("nosniff", "same-origin")
        );
        assert!(header("content-security-policy").ends_with("sandbox"));

        let seen = image::load_from_memory_with_format(&kept, ImageFormat::Jpeg).unwrap();
        assert_eq!(seen.dimensions(), (128, 256));
        let red = |x, y| seen.get_pixel(x, y).0[0];
        assert!(red(64, 20) > 200 && red(64, 240) < 60, "left is up now");
        let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        assert!(has(&sent, b"GPS") && !has(&kept, b"GPS") && !has(&kept, b"Exif"));
        server.stop().await;
    }
}

#[tokio::test]
async fn each_format_is_taken_and_large_ones_by_way_of_the_disk() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let mut seed = 1_u32;
    let noise = RgbImage::from_fn(700, 500, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = seed.to_be_bytes();
        Rgb([a, b, c])
    });
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let small = encoded(RgbImage::from_pixel(3, 2, Rgb([1, 2, 3])), format);
        let file = uploaded(&ada, "small", &small).await;
        assert_eq!((&file["width"], &file["height"]), (&json!(3), &json!(2)), "{format:?}");
    }
    let large = encoded(noise, ImageFormat::Png);
    assert!(large.len() > 1_000_000);
    let file = uploaded(&ada, "large", &large).await;
    let kept = download(&ada, &file).await;
    assert_eq!((file["mime"].as_str().unwrap(), &kept[..3]), ("image/jpeg", [0xFF, 0xD8, 0xFF].as_slice()));
    server.stop().await;
}

#[tokio::test]
async fn case_054_what_is_neither_picture_nor_text_is_refused_and_svg_is_a_text() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for (name, content) in [
        ("sound.wav", b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0<html><script>alert(1)</script></html>".as_slice()),
        ("paper.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj"),
        ("photo.heic", b"\0\0\0\x20ftypheic\0\0\0\0"),
        ("latin.txt", b"Gr\xFC\xDFe"),
        ("archive.zip", b"PK\x03\x04\x14\0\0\0"),
        ("picture.png", b"BM\x36\0\0\0\0\0"),
    ] {
        let answer = upload(&ada, name, content).await;
        assert_eq!(answer.problem(), (415, "unsupported_media_type".to_owned()), "{name}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(["JPEG", "PNG", "WebP", "GIF", "UTF-8"].iter().all(|what| detail.contains(what)), "{detail}");
    }
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>";
    let file = uploaded(&ada, "image.svg", svg.as_bytes()).await;
    let answer = ada.get(&path(&file)).await;
    assert_eq!((answer.body.as_str(), answer.header("content-type")), (svg, "text/plain; charset=utf-8"));
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").ends_with("sandbox"));
    // A picture that is a page as well is the picture alone afterwards.
    let both = [photo(20, 20), b"<html><script>alert(1)</script></html>".to_vec()].concat();
    let kept = download(&ada, &uploaded(&ada, "x.html", &both).await).await;
    assert!(!kept.windows(7).any(|part| part == b"<script"));
    assert_eq!(server.place.count("files").await, 2);
    server.stop().await;
}

#[tokio::test]
async fn bombs_and_ruins_are_refused() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    // It says that it has 30,000 × 30,000 pixels.
    let bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0u0\0\0u0\x08\x02\0\0\0\xe9Eo\xed\
        \0\0\0\x0bIDATx\x9cc`\x80\x01\0\0\n\0\x01\x7f\x80t^\0\0\0\0IEND\xaeB`\x82";
    let answer = upload(&ada, "bomb.png", bomb).await;
    assert_eq!(answer.problem(), (413, "image_too_large".to_owned()));
    let whole = photo(60, 60);
    for (name, content) in [
        ("cut.jpg", &whole[..90]),
        ("cut.png", &bomb[..20]),
        ("no.gif", b"GIF89a\x0a\0\x0a\0 is how it begins"),
        ("no.webp", b"RIFF\0\0\0\0WEBPVP8 "),
    ] {
        let answer = upload(&ada, name, content).await;
        assert_eq!(answer.problem(), (422, "image_damaged".to_owned()), "{name}");
    }
    assert_eq!(server.place.count("files").await, 0);
    uploaded(&ada, "good.jpg", &whole).await;
    // What is written of one is a text.
    assert_eq!(uploaded(&ada, "gif.txt", b"GIF89a is how it begins.").await["kind"], "text");
    server.stop().await;
}

#[tokio::test]
async fn the_archive_of_a_person_has_their_files() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        uploaded(&ada, "hers.txt", b"The secret of ada").await;
        let said = bob.say("Hello").await;
        let text = uploaded(&bob, "a:b?*.txt", "Grüße".as_bytes()).await;
        attach_all(&server).await;
        let picture = uploaded(&bob, "p.jpg", &photo(30, 20)).await;
        let (status, _, bytes) = Client::download(bob.request(Method::GET, "/api/v1/auth/export")).await;
        assert_eq!(status, 200);
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        let listed: Value = serde_json::from_slice(&read("files.json")).unwrap();
        assert_eq!(listed, json!([text, picture]));
        assert_eq!(read(&format!("files/{}-a b .txt", id(&text, "id"))), "Grüße".as_bytes());
        assert_eq!(read(&format!("files/{}-p.jpg", id(&picture, "id"))), download(&bob, &picture).await);
        let conversation = id(&said, "conversation_id");
        let kept: Value =
            serde_json::from_slice(&read(&format!("conversations/{conversation}.json"))).unwrap();
        assert_eq!(kept["messages"], json!(messages(&bob, &conversation).await));
        assert_eq!(kept["messages"][0]["attachments"], json!([text]));
        assert!(String::from_utf8(read("README.txt")).unwrap().contains("files.json"));
        assert_eq!(
            archive.file_names().filter(|name| name.as_ref().unwrap().starts_with("files/")).count(),
            2
        );
        server.stop().await;
    }
}
