//! The HTTP client under every call of the Bot API.
//!
//! hyper's own client, with a pool of connections, TLS and proxies, and not reqwest: what that has beyond this (redirects, retries of its
//! own, a second reading of the address) is of no use here and costs half as much again; docs/benchmarks.md has the figures.

use std::error::Error;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, ServiceExt as _};

const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(5);
/// A hundred updates with all that they can quote are well below.
const LONGEST_ANSWER: usize = 32 * 1024 * 1024;

/// Straight to the server, or through a proxy.
type Connector = BoxCloneSyncService<Uri, TokioIo<TcpStream>, BoxError>;

#[derive(Clone)]
pub(super) struct Http {
    client: Client<HttpsConnector<Connector>, Full<Bytes>>,
}

/// An answer, whatever it says.
pub(super) struct Answer {
    pub status: u16,
    pub body: Bytes,
}

/// Why there is none. The words of the network's own: neither an address nor a token.
#[derive(Debug)]
pub(super) enum Unanswered {
    Network { why: String },
    TooLong { status: u16 },
}

/// The proxy that is to be used cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadProxy;

impl Http {
    /// By way of the proxy that the environment names for `server` (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). A server without TLS is one of
    /// our own, to which no proxy leads.
    pub fn new(server: &Uri) -> Result<Self, BadProxy> {
        let is_ours = server.scheme_str() == Some("http");
        Self::through(Matcher::from_env().intercept(server).filter(|_| !is_ours))
    }

    fn through(proxy: Option<Intercept>) -> Result<Self, BadProxy> {
        let tls = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(tls.wrap_connector(connector(proxy)?));
        Ok(Self { client })
    }

    /// Posts JSON, and takes no longer than `patience`.
    pub async fn post(&self, uri: Uri, body: Vec<u8>, patience: Duration) -> Result<Answer, Unanswered> {
        let request = Request::post(uri)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::from(body))
            .map_err(|error| Unanswered::network(&error))?;
        let exchange = async {
            let response = self.client.request(request).await.map_err(|error| Unanswered::network(&error))?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), LONGEST_ANSWER).collect().await;
            let body = body.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
                Some(_) => Unanswered::TooLong { status },
                None => Unanswered::network(&*error),
            })?;
            Ok(Answer { status, body: body.to_bytes() })
        };
        let in_vain = |_| Unanswered::Network { why: "it took too long".to_owned() };
        tokio::time::timeout(patience, exchange).await.map_err(in_vain)?
    }
}

fn connector(proxy: Option<Intercept>) -> Result<Connector, BadProxy> {
    let mut direct = HttpConnector::new();
    direct.set_nodelay(true);
    direct.set_connect_timeout(Some(PATIENCE_TO_CONNECT));
    // What is spoken over the connection is no business of who makes it.
    direct.enforce_http(false);
    let Some(proxy) = proxy else { return Ok(Connector::new(direct.map_err(Into::into))) };
    if proxy.uri().scheme_str() != Some("http") {
        return Err(BadProxy);
    }
    let mut tunnel = Tunnel::new(proxy.uri().clone(), direct);
    if let Some(auth) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    Ok(Connector::new(tunnel.map_err(Into::into)))
}

impl Unanswered {
    /// The error and what caused it: the client's own words alone ("client error (Connect)") say nothing.
    fn network(error: &dyn Error) -> Self {
        let mut why = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            why = format!("{why}: {error}");
            cause = error.source();
        }
        Self::Network { why }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    fn proxied(proxy: &str, server: &'static str) -> Option<Intercept> {
        Matcher::builder().all(proxy.to_owned()).build().intercept(&Uri::from_static(server))
    }

    async fn head(stream: &mut TcpStream) -> String {
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut asked).await.expect("it goes on") > 0);
        }
        String::from_utf8(asked).expect("text")
    }

    /// One that lets nobody through.
    #[tokio::test]
    async fn a_proxy_is_asked_for_the_way_and_never_for_what_is_called() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let proxy = format!("http://ann:pass@{}", listener.local_addr().expect("an address"));
        let http = Http::through(proxied(&proxy, "https://telegram.test")).expect("a proxy");
        let call =
            http.post(Uri::from_static("https://telegram.test/bot1:secret/GetMe"), Vec::new(), PATIENCE);
        let refuse = async {
            let (mut stream, _) = listener.accept().await.expect("it is called");
            let asked = head(&mut stream).await;
            stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await.expect("it is heard");
            asked
        };
        let (answer, asked) = tokio::join!(call, refuse);
        assert!(asked.starts_with("CONNECT telegram.test:443 HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("Basic YW5uOnBhc3M="), "{asked}");
        assert!(!asked.contains("secret"), "{asked}");
        let Err(Unanswered::Network { why }) = answer else { panic!("it cannot be reached") };
        assert!(why.contains("tunnel") && !why.contains("secret"), "{why}");
    }

    #[test]
    fn a_proxy_of_another_kind_is_refused() {
        let refused = Http::through(proxied("socks5://127.0.0.1:1080", "https://telegram.test"));
        assert_eq!(refused.err(), Some(BadProxy));
    }

    #[tokio::test]
    async fn an_answer_without_end_is_not_read_to_the_end() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let uri = format!("http://{}/", listener.local_addr().expect("an address"));
        let uri: Uri = uri.parse().expect("an address");
        let http = Http::new(&uri).expect("no proxy");
        let call = http.post(uri, Vec::new(), PATIENCE);
        let babble = async {
            let (mut stream, _) = listener.accept().await.expect("it is called");
            head(&mut stream).await;
            let begun = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 2 * LONGEST_ANSWER);
            stream.write_all(begun.as_bytes()).await.expect("it is heard");
            // Until the other side hangs up.
            while stream.write_all(&[b' '; 64 * 1024]).await.is_ok() {}
        };
        let (answer, ()) = tokio::join!(call, babble);
        let refused = answer.map(|answer| answer.status);
        assert!(matches!(refused, Err(Unanswered::TooLong { status: 200 })), "{refused:?}");
    }
}
