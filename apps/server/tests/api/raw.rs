//! HTTP as no client library would send it: paths that are not tidied, headers that are wrong.

use std::time::Duration;

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::server::{Answer, TestServer};

/// Sends a request line and headers as they are, and gives the answer. `Host` is added unless it is among the headers.
pub(crate) async fn send(server: &TestServer, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!("{line} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        request += &format!("host: {}\r\n", authority(server));
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() {
        request += &format!("content-length: {}\r\n", body.len());
    }
    request += &format!("\r\n{body}");
    exchange(server, request.as_bytes()).await
}

/// Sends these bytes and gives the answer.
pub(crate) async fn exchange(server: &TestServer, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(authority(server)).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    parse(&String::from_utf8_lossy(&answer))
}

/// Host and port.
pub(crate) fn authority(server: &TestServer) -> &str {
    server.url.strip_prefix("http://").unwrap()
}

/// Takes an answer apart.
pub(crate) fn parse(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap());
    }
    Answer { status: status.parse::<StatusCode>().unwrap(), headers, body: body.to_owned() }
}
