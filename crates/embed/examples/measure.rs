use mami_embed::*;
use mami_ports::*;
use std::{num::NonZeroUsize, path::Path, time::Instant};
fn rss() -> String {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines()
        .filter(|l| l.starts_with("VmRSS") || l.starts_with("RssAnon") || l.starts_with("VmHWM"))
        .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) * 10.0
}
#[tokio::main]
async fn main() {
    let a: Vec<String> = std::env::args().collect();
    let threads: usize = a[2].parse().unwrap();
    println!("start {}", rss());
    let t = Instant::now();
    let m = SentenceModel::open(
        Path::new(&a[1]),
        Options {
            threads: NonZeroUsize::new(threads).unwrap(),
            idle: std::time::Duration::from_secs(4),
            ..Options::default()
        },
    )
    .unwrap();
    println!("open {:?} {}", t.elapsed(), rss());
    let q = vec!["Where does my sister live now, and since when?".to_owned()];
    let t = Instant::now();
    let v = m.embed(EmbeddingPurpose::Query, &q).await.unwrap();
    println!("first {:?} {} {:?}", t.elapsed(), rss(), &v[0][..4]);
    let c = cpu();
    let mut ts = vec![];
    for _ in 0..200 {
        let t = Instant::now();
        m.embed(EmbeddingPurpose::Query, &q).await.unwrap();
        ts.push(t.elapsed());
    }
    println!("cpu/query {} ms", (cpu() - c) / 200.0);
    ts.sort();
    println!("query p50 {:?} p99 {:?} min {:?}", ts[100], ts[198], ts[0]);
    let turns: Vec<String> = (0..32)
        .map(|i| {
            format!(
                "Turn {i}: {}",
                "I went to the mountains with my cousin last weekend and we saw a bear near the lake. "
                    .repeat(1 + i % 4)
            )
        })
        .collect();
    let c = cpu();
    let mut ts = vec![];
    for _ in 0..8 {
        let t = Instant::now();
        m.embed(EmbeddingPurpose::Passage, &turns).await.unwrap();
        ts.push(t.elapsed());
    }
    println!("cpu/32 {} ms", (cpu() - c) / 8.0);
    ts.sort();
    println!("32 turns min {:?} p50 {:?} {}", ts[0], ts[4], rss());
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    println!("idle loaded={} {}", m.is_loaded(), rss());
}
