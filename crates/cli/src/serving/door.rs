//! Where connections come in: whether there is a place for them, and the handshake.

use std::net::SocketAddr;
use std::sync::Arc;

use portcullis_api::{Services, Unserved, answer_to};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use super::guarded::Guarded;
use super::limits;
use super::tls::Tls;
use super::wire::Wire;

/// Where connections come in.
#[derive(Clone)]
pub(super) struct Door {
    services: Arc<Services>,
    places: Arc<Semaphore>,
    turned_away: Arc<Semaphore>,
    tls: Option<Tls>,
}

impl Door {
    /// With so many places.
    pub(super) fn new(services: Services, places: usize, tls: Option<Tls>) -> Self {
        let turned_away = Arc::new(Semaphore::new(limits::TURNED_AWAY));
        Self { services: Arc::new(services), places: Arc::new(Semaphore::new(places)), turned_away, tls }
    }

    /// What answers behind it.
    pub(super) fn services(&self) -> Services {
        Services::clone(&self.services)
    }

    /// A place for the connection, and whom it comes from. One too many is told so, in the clear alone: a handshake would
    /// be work for nothing.
    pub(super) async fn admit(self, stream: TcpStream) -> Result<(Guarded, Option<SocketAddr>), ()> {
        let peer = stream.peer_addr().ok();
        let _ = stream.set_nodelay(true);
        let Ok(place) = self.places.try_acquire_owned() else {
            if let (Ok(permit), None) = (self.turned_away.try_acquire_owned(), &self.tls) {
                let last_word = answer_to(Unserved::Overloaded, &self.services);
                actix_web::rt::spawn(async move {
                    Wire::Plain(stream).part(last_word).await;
                    drop(permit);
                });
            }
            return Err(());
        };
        let wire = match self.tls {
            None => Wire::Plain(stream),
            Some(tls) => {
                let handshake = tokio::time::timeout(limits::HANDSHAKE, tls.acceptor().accept(stream));
                Wire::Tls(Box::new(handshake.await.map_err(drop)?.map_err(drop)?))
            }
        };
        Ok((Guarded::new(wire, self.services, place), peer))
    }
}
