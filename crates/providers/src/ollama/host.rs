//! The forms of `OLLAMA_HOST`.

use std::net::Ipv6Addr;

use url::Url;

use crate::SetupError;

/// Reads the forms that people give `OLLAMA_HOST`: `host`, `host:port`, `:port`, `http://host`, `https://host/path`. The
/// port is 11434 unless one is given; with a scheme, it is that scheme's own. An address to listen on, such as `0.0.0.0`,
/// becomes this machine's own, since nobody can connect to it.
///
/// # Errors
/// When no host can be made out.
pub fn parse_host(value: &str) -> Result<Url, SetupError> {
    let value = value.trim().trim_matches(['"', '\'']);
    let (scheme, place) = match value.split_once("://") {
        Some((scheme @ ("http" | "https"), place)) => (Some(scheme), place),
        Some(_) => return Err(SetupError::BaseUrl),
        None => (None, value),
    };
    let place = match place {
        "" if scheme.is_none() => "127.0.0.1".to_owned(),
        port if port.starts_with(':') && !port.starts_with("::") => format!("127.0.0.1{port}"),
        // A bare IPv6 address needs brackets before a URL can hold it.
        bare if bare.parse::<Ipv6Addr>().is_ok() => format!("[{bare}]"),
        other => other.to_owned(),
    };
    let scheme_or_http = scheme.unwrap_or("http");
    let mut url = Url::parse(&format!("{scheme_or_http}://{place}")).map_err(|_| SetupError::BaseUrl)?;
    if scheme.is_none() && url.port().is_none() {
        // A parsed URL does not tell `host` from `host:80`, which is the port that http means anyway.
        let said_80 = place.split('/').next().is_some_and(|authority| authority.ends_with(":80"));
        url.set_port(Some(if said_80 { 80 } else { 11434 })).map_err(|()| SetupError::BaseUrl)?;
    }
    match url.host_str() {
        Some("0.0.0.0") => url.set_host(Some("127.0.0.1")).map_err(|_| SetupError::BaseUrl)?,
        Some("[::]") => url.set_host(Some("[::1]")).map_err(|_| SetupError::BaseUrl)?,
        Some(_) => {}
        None => return Err(SetupError::BaseUrl),
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", "http://127.0.0.1:11434/")]
    #[case("gpu-box", "http://gpu-box:11434/")]
    #[case(" gpu-box:8000 ", "http://gpu-box:8000/")]
    #[case("gpu-box:80", "http://gpu-box/")]
    #[case(":8000", "http://127.0.0.1:8000/")]
    #[case("0.0.0.0", "http://127.0.0.1:11434/")]
    #[case("0.0.0.0:8000", "http://127.0.0.1:8000/")]
    #[case("[::]:8000", "http://[::1]:8000/")]
    #[case("::1", "http://[::1]:11434/")]
    #[case("192.168.1.5", "http://192.168.1.5:11434/")]
    #[case("http://gpu-box", "http://gpu-box/")]
    #[case("http://127.0.0.1:11434", "http://127.0.0.1:11434/")]
    #[case("https://ollama.example.com/some/path", "https://ollama.example.com/some/path")]
    #[case("\"http://gpu-box:1234/\"", "http://gpu-box:1234/")]
    fn every_usual_form_is_read(#[case] value: &str, #[case] expected: &str) {
        assert_eq!(parse_host(value).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case("ftp://gpu-box")]
    #[case("http://")]
    #[case("gpu box")]
    #[case("gpu-box:port")]
    fn what_names_no_host_is_refused(#[case] value: &str) {
        assert!(parse_host(value).is_err());
    }
}
