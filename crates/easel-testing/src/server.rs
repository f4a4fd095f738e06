//! A stand-in's server: it ends with who holds it.

use tokio::{net::TcpListener, task::JoinHandle};

/// A task that serves, until this is dropped.
pub(crate) struct Server(pub(crate) JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A port at this address and what it is called.
pub(crate) async fn listen(address: &str) -> (TcpListener, std::net::SocketAddr) {
    let listener = TcpListener::bind(address).await.expect("a port to listen on");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}
