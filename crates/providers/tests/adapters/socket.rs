//! A bare socket that answers byte by byte as a test wants.

use std::{future::Future, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Takes one connection, reads one request, and lets the test do the rest.
pub(crate) async fn serve<T, F>(
    act: impl FnOnce(TcpStream, String) -> F + Send + 'static,
) -> (String, JoinHandle<T>)
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        let request = read_request(&mut socket).await.expect("a request comes");
        act(socket, request).await
    });
    (url, task)
}

/// Reads a request with its body; `None` when the client closed the connection instead.
pub(crate) async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length:").and_then(|value| value.trim().parse::<usize>().ok())
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text.into_owned());
            }
        }
        match socket.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => request.extend_from_slice(&piece[..read]),
        }
    }
}

/// Starts a response whose body comes in chunks.
pub(crate) async fn start(socket: &mut TcpStream, content_type: &str) {
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
}

/// Sends a part of the body, as a chunk of its own: the client reads it as one piece.
pub(crate) async fn send(socket: &mut TcpStream, body: &[u8]) -> std::io::Result<()> {
    let mut chunk = format!("{:x}\r\n", body.len()).into_bytes();
    chunk.extend_from_slice(body);
    chunk.extend_from_slice(b"\r\n");
    socket.write_all(&chunk).await
}

/// Ends the body as HTTP wants it.
pub(crate) async fn finish(socket: &mut TcpStream) {
    socket.write_all(b"0\r\n\r\n").await.unwrap();
}

/// Waits until the client has closed the connection.
pub(crate) async fn closed(socket: &mut TcpStream) {
    while !matches!(socket.read(&mut [0; 64]).await, Ok(0) | Err(_)) {}
}

/// Answers with a whole response.
pub(crate) async fn respond(socket: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let response = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
    socket.write_all(response.as_bytes()).await.unwrap();
}

/// Sends a request as it is and reads until the server closes the connection.
pub(crate) async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}
