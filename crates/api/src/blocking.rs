//! The one crossing from async into the synchronous domain.

use std::time::{Duration, Instant};

use actix_web::web;
use portcullis_domain::{Error, Result};

use crate::Services;
use crate::admission::Admission;
use crate::refusal::ApiError;

/// By when an answer is given. What still runs then runs on, and its outcome is unknown to the client.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

/// By when the gate's is.
pub(crate) const GATE_DEADLINE: Duration = Duration::from_secs(1);

/// By when it is given to a proof, which takes three units of work of 2 s each: the caller is let in, the guess is
/// counted, the proof is used up.
pub(crate) const PROOF_DEADLINE: Duration = Duration::from_secs(9);

/// How long work may wait for a thread. What waited longer is not begun: the store gives each unit of it 2 s from there
/// on, and nothing may be committed after its client was told that it failed and has gone on from there.
const QUEUE: Duration = Duration::from_millis(2_500);

/// Runs `work` on the pool of blocking threads. A panic there ends this request and nothing else.
pub(crate) async fn blocking<T: Send + 'static>(
    services: &Services,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    blocking_within(&services.admission, DEADLINE, work).await
}

/// The same, with another deadline. Beyond what may wait, nothing is begun.
pub(crate) async fn blocking_within<T: Send + 'static>(
    admission: &Admission,
    deadline: Duration,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    let place = admission.enter()?;
    let begin_by = monotonic_now() + QUEUE.min(deadline);
    let work = move || {
        // until it is over, whoever still waits for it
        let _place = place;
        if monotonic_now() > begin_by {
            return Err(Error::unavailable("too many requests are waiting"));
        }
        work()
    };
    match tokio::time::timeout(deadline, web::block(work)).await {
        Ok(Ok(outcome)) => Ok(outcome?),
        Ok(Err(_)) => Err(ApiError::Broken("a panic".to_owned())),
        Err(_) => Err(Error::unavailable("not done within the deadline of an answer").into()),
    }
}

#[expect(clippy::disallowed_methods, reason = "how long work waited, which no test needs to set")]
fn monotonic_now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};

    use super::*;

    #[test]
    fn what_was_answered_already_is_not_begun() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
        let (let_go, held) = mpsc::channel::<()>();
        let begun = Arc::new(AtomicBool::new(false));
        runtime.block_on(async {
            let first = web::block(move || held.recv());
            let noted = Arc::clone(&begun);
            let work = move || {
                noted.store(true, Ordering::SeqCst);
                Ok(())
            };
            let answer = blocking_within(&Admission::of(2), Duration::from_millis(20), work).await;
            assert!(matches!(answer, Err(ApiError::Domain(Error::Unavailable(_)))), "{answer:?}");
            let_go.send(()).unwrap();
            first.await.unwrap().unwrap();
            // the one thread is through with what waited for it
            web::block(|| ()).await.unwrap();
        });
        assert!(!begun.load(Ordering::SeqCst));
    }

    #[test]
    fn what_cannot_wait_is_refused_at_once_and_what_was_given_up_keeps_its_place_until_it_is_over() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (let_go, held) = mpsc::channel::<()>();
        let admission = Admission::of(1);
        runtime.block_on(async {
            let short = Duration::from_millis(20);
            let work = move || held.recv().map_err(Error::unavailable);
            let given_up = blocking_within(&admission, short, work).await;
            assert!(matches!(given_up, Err(ApiError::Domain(Error::Unavailable(_)))), "{given_up:?}");
            let refused = blocking_within(&admission, DEADLINE, || Ok(())).await;
            assert!(matches!(refused, Err(ApiError::Overloaded)), "{refused:?}");
            let_go.send(()).unwrap();
            while blocking_within(&admission, DEADLINE, || Ok(())).await.is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
    }
}
