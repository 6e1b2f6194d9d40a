//! What the server hands out that is no answer of the API: the UIs, the description of the API and its page.

use reqwest::Method;

use crate::{
    raw,
    server::{Answer, Client, TestServer},
};

async fn get(
    client: &Client,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let mut request = client.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

/// The page at `/`; `None`, said aloud, where the web UI was not built and nobody demands it.
async fn index(server: &TestServer) -> Option<Answer> {
    let answer = server.nobody().get("/").await;
    if answer.status == 404 {
        assert!(answer.body.contains("/legacy/"), "{answer:?}");
        assert!(
            std::env::var("MAMI_TEST_REQUIRE_SERVICES").is_err(),
            "the web UI must be built: npm --prefix frontend run build"
        );
        eprintln!("left out: the web UI was not built");
        return None;
    }
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/html; charset=utf-8"));
    Some(answer)
}

/// Addresses in the attributes of a page.
fn addresses(page: &str) -> Vec<&str> {
    let after = |name: &'static str| page.split(name).skip(1).filter_map(|rest| rest.split('"').next());
    after("src=\"").chain(after("href=\"")).collect()
}

#[tokio::test]
async fn every_page_of_the_web_ui_is_its_index() {
    let server = TestServer::start(&[]).await;
    let Some(index) = index(&server).await else { return server.stop().await };
    for path in [
        "/setup?token=x",
        "/c/01890000-0000-7000-8000-000000000000",
        "/sign-in",
        "/a/b/c",
        "/index.html",
        "/apiary",
    ] {
        let answer = server.nobody().get(path).await;
        assert_eq!((answer.status.as_u16(), &answer.body), (200, &index.body), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    let head = Client::answer(server.nobody().request(Method::HEAD, "/")).await;
    assert_eq!((head.status.as_u16(), &*head.body), (200, ""));
    assert_eq!(head.header("content-length"), index.body.len().to_string());
    let post = Client::answer(server.nobody().request(Method::POST, "/")).await;
    assert_eq!(post.problem(), (404, "not_found".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn assets_are_small_and_kept_for_good() {
    let server = TestServer::start(&[]).await;
    let Some(index) = index(&server).await else { return server.stop().await };
    let nobody = server.nobody();
    let (mut scripts, mut best) = (0, 0);
    for address in addresses(&index.body).into_iter().filter(|it| it.starts_with("/assets/")) {
        let (status, headers, plain) = get(&nobody, address, &[]).await;
        assert_eq!(status, 200, "{address}");
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable", "{address}");
        assert_eq!(headers["vary"], "Accept-Encoding", "{address}");
        let (_, again, nothing) =
            get(&nobody, address, &[("if-none-match", headers["etag"].to_str().unwrap())]).await;
        assert_eq!((&again["etag"], nothing.len()), (&headers["etag"], 0), "{address}");
        if !address.ends_with(".js") {
            continue;
        }
        scripts += 1;
        assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
        for (accepted, encoding) in
            [("gzip, deflate, br;q=1.0", "br"), ("gzip", "gzip"), ("zstd", "identity")]
        {
            let (_, headers, body) = get(&nobody, address, &[("accept-encoding", accepted)]).await;
            // A small file has no smaller form, or only one that is not the best of others.
            let got = headers.get("content-encoding").map_or("identity", |got| got.to_str().unwrap());
            let lesser = got == "identity" || (got == "gzip" && accepted.contains(got));
            assert!(got == encoding || lesser, "{address}: {got}");
            best += usize::from(got == "br");
            assert_eq!(got == "identity", body == plain, "{address}");
            assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
        }
        let (_, headers, body) = get(&nobody, &format!("{address}.br"), &[]).await;
        assert!(headers["content-type"] != "application/octet-stream" && body != plain, "{address}");
    }
    assert!(scripts > 0 && best > 0);
    let missing = nobody.get("/assets/index-00000000.js").await;
    assert_eq!(missing.problem(), (404, "not_found".to_owned()), "no page in place of a script");
    server.stop().await;
}

#[tokio::test]
async fn the_plain_ui_is_at_legacy() {
    let server = TestServer::start(&[]).await;
    let nobody = server.nobody();
    let moved = nobody.get("/legacy").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/legacy/"));
    let page = nobody.get("/legacy/").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(nobody.get("/legacy/index.html").await.body, page.body);
    let files: Vec<_> =
        addresses(&page.body).into_iter().filter(|it| it.ends_with(".js") || it.ends_with(".css")).collect();
    assert!(files.len() >= 2, "{}", page.body);
    for file in files {
        let path = if file.starts_with('/') { file.to_owned() } else { format!("/legacy/{file}") };
        let answer = nobody.get(&path).await;
        let kind =
            if file.ends_with(".js") { "text/javascript; charset=utf-8" } else { "text/css; charset=utf-8" };
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{path}");
    }
    assert_eq!(nobody.get("/legacy/nothing").await.problem(), (404, "not_found".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn no_page_needs_what_our_policy_forbids() {
    let server = TestServer::start(&[]).await;
    for path in ["/", "/legacy/", "/api/docs/"] {
        let page = server.nobody().get(path).await.body;
        for script in page.split("<script").skip(1) {
            let (attributes, rest) = script.split_once('>').unwrap();
            assert!(attributes.contains("src="), "{path}: a script within the page: {attributes}");
            assert!(rest.trim_start().starts_with("</script>"), "{path}: {rest:.80}");
        }
        let inline = ["<style", " style=", " onclick=", " onload=", "javascript:"];
        assert_eq!(inline.iter().find(|what| page.contains(**what)), None, "{path}");
        let foreign = addresses(&page).into_iter().find(|it| it.starts_with("//") || it.contains("://"));
        assert_eq!(foreign, None, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_apis_description_can_be_read_as_json_and_as_a_page() {
    let server = TestServer::start(&[]).await;
    let nobody = server.nobody();
    let document = nobody.get("/api/openapi.json").await;
    assert_eq!(document.header("content-type"), "application/json");
    let document = document.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let moved = nobody.get("/api/docs").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/api/docs/"));
    let page = nobody.get("/api/docs/").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html"));
    for address in addresses(&page.body) {
        let path = format!("/api/docs/{}", address.trim_start_matches("./"));
        let (status, ..) = get(&nobody, &path, &[]).await;
        assert_eq!(status, 200, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn no_path_leads_to_other_files() {
    let server = TestServer::start(&[]).await;
    for path in [
        "/../Cargo.toml",
        "/../../Cargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/..%5c..%5cCargo.toml",
        "/assets/../../package.json",
        "/assets/%2e%2e/%2e%2e/package.json",
        "/legacy/../Cargo.toml",
        "/legacy/..%2fCargo.toml",
        "/legacy/%2e%2e/Cargo.toml",
        "/legacy//etc/passwd",
        "//etc/passwd",
        "/legacy/%2fetc%2fpasswd",
        "/api/docs/../../Cargo.toml",
        "/api/docs/%2e%2e/%2e%2e/Cargo.toml",
        "/index.html%00.js",
    ] {
        let answer = raw::send(&server, &format!("GET {path}"), &[], "").await;
        let leaked = ["[package]", "[workspace]", "\"dependencies\"", "root:"];
        assert_eq!(leaked.iter().find(|it| answer.body.contains(**it)), None, "{path}");
        assert!(answer.status.as_u16() < 500, "{path}: {answer:?}");
    }
    server.stop().await;
}
