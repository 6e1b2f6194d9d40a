//! What a person's device is called, as far as its user agent tells.

use serde::Serialize;
use utoipa::ToSchema;
use woothee::{parser::Parser, woothee::VALUE_UNKNOWN};

/// A browser or program, and the system it runs on, by the names that people know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Device {
    /// Such as `Firefox` or `curl`; none: unknown.
    pub browser: Option<String>,
    /// Such as `Windows` or `iOS`; none: unknown.
    pub system: Option<String>,
}

impl Device {
    /// The longest name of a program that is shown.
    const MAX_PRODUCT: usize = 32;

    /// Reads a user agent. Whoever sends it chose it, so this is a hint for its owner and proves nothing.
    pub fn from_user_agent(text: &str) -> Self {
        let found = Parser::new().parse(text).unwrap_or_default();
        let browser = if text.starts_with("Mozilla/") { browser(found.name) } else { product(text) };
        Self { browser: browser.map(str::to_owned), system: system(found.os).map(str::to_owned) }
    }
}

/// The name of a browser that calls itself Mozilla, as nearly all do.
fn browser(name: &str) -> Option<&str> {
    match name {
        // The last is a page inside an app, which does not say which app.
        "" | VALUE_UNKNOWN | "HTTP Library" | "misc crawler" | "Webview" => None,
        "SamsungBrowser" => Some("Samsung Internet"),
        known => Some(known),
    }
}

/// The name of a program that says plainly what it is, like `curl/8.14.1`.
fn product(text: &str) -> Option<&str> {
    let (name, version) = text.split_once('/')?;
    let is_name = (1..=Device::MAX_PRODUCT).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_. ".contains(&byte));
    (is_name && version.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
}

fn system(os: &str) -> Option<&str> {
    match os {
        "" | VALUE_UNKNOWN => None,
        "Mac OSX" => Some("macOS"),
        "iPhone" | "iPod" => Some("iOS"),
        "iPad" => Some("iPadOS"),
        windows if windows.starts_with("Windows ") => Some("Windows"),
        known => Some(known),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::firefox_windows(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Firefox",
        "Windows"
    )]
    #[case::firefox_mac(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Firefox",
        "macOS"
    )]
    #[case::firefox_linux(
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Firefox",
        "Linux"
    )]
    #[case::firefox_ubuntu(
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Firefox",
        "Linux"
    )]
    #[case::firefox_android(
        "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
        "Firefox",
        "Android"
    )]
    #[case::firefox_iphone(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
        "Firefox",
        "iOS"
    )]
    #[case::chrome_windows(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Chrome",
        "Windows"
    )]
    #[case::chrome_mac(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Chrome",
        "macOS"
    )]
    #[case::chrome_linux(
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Chrome",
        "Linux"
    )]
    #[case::chrome_chromeos(
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Chrome",
        "ChromeOS"
    )]
    #[case::chrome_android(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
        "Chrome",
        "Android"
    )]
    #[case::chrome_iphone(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
        "Chrome",
        "iOS"
    )]
    #[case::chrome_ipad(
        "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
        "Chrome",
        "iPadOS"
    )]
    #[case::edge_windows(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        "Edge",
        "Windows"
    )]
    #[case::edge_mac(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        "Edge",
        "macOS"
    )]
    #[case::edge_android(
        "Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.7444.77 Mobile Safari/537.36 EdgA/142.0.3595.66",
        "Edge",
        "Android"
    )]
    #[case::edge_iphone(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/142.3595.66 Mobile/15E148 Safari/605.1.15",
        "Edge",
        "iOS"
    )]
    #[case::safari_mac(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
        "Safari",
        "macOS"
    )]
    #[case::safari_iphone(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
        "Safari",
        "iOS"
    )]
    #[case::safari_ipad(
        "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
        "Safari",
        "iPadOS"
    )]
    #[case::samsung(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
        "Samsung Internet",
        "Android"
    )]
    #[case::opera(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0",
        "Opera",
        "Windows"
    )]
    fn browsers_and_systems_have_the_names_that_people_know(
        #[case] text: &str,
        #[case] browser: &str,
        #[case] system: &str,
    ) {
        let device = Device::from_user_agent(text);
        assert_eq!((device.browser.as_deref(), device.system.as_deref()), (Some(browser), Some(system)));
    }

    #[rstest]
    #[case("curl/8.14.1", Some("curl"))]
    #[case("Wget/1.25.0", Some("Wget"))]
    #[case("python-requests/2.32.5", Some("python-requests"))]
    #[case("Python/3.13 aiohttp/3.13.2", Some("Python"))]
    #[case("Go-http-client/2.0", Some("Go-http-client"))]
    #[case("okhttp/5.3.0", Some("okhttp"))]
    #[case("Java/21.0.9", Some("Java"))]
    #[case("my_backup.sh/1", Some("my_backup.sh"))]
    #[case("node", None)]
    #[case("", None)]
    #[case("-", None)]
    #[case("/1.0", None)]
    #[case("curl/", None)]
    #[case("http://evil.example/1", None)]
    #[case("<b>curl</b>/1", None)]
    #[case("c\u{202E}url/1", None)]
    #[case("a name that is much longer than any program's/1", None)]
    fn a_program_is_named_by_its_product(#[case] text: &str, #[case] product: Option<&str>) {
        assert_eq!(Device::from_user_agent(text).browser.as_deref(), product);
    }

    #[test]
    fn who_says_nothing_of_use_is_unknown() {
        for text in ["", "-", "Mozilla/5.0", "Mozilla/5.0 (compatible)", "\u{0}\u{FFFD}"] {
            assert_eq!(Device::from_user_agent(text), Device::default(), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn no_text_is_too_odd_to_be_read(
            text in "(Mozilla/5\\.0 )?(\\PC|\\(Windows|iPhone;|Android|Version/|Chrome/|PSP|[;/ )]){0,30}",
        ) {
            let device = Device::from_user_agent(&text);
            prop_assert!(device.browser.is_none_or(|name| !name.is_empty() && name.len() <= 32));
        }
    }
}
