//! Dispatches a request to its use case: the one crossing from async into the synchronous domain.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::{self, Data};
use portcullis_domain::{Error, Result};

use crate::concurrency_limit::ConcurrencyLimit;
use crate::error_response::ApiError;
use crate::use_cases::UseCases;

/// The deadline of a response. Work that is still running then continues, and its outcome is unknown to the client.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

/// The deadline of the gate's response.
pub(crate) const GATE_DEADLINE: Duration = Duration::from_secs(1);

/// The deadline of the response to a proof, which takes three transactions of 2 s each: for the caller, the attempt and
/// the proof.
pub(crate) const PROOF_DEADLINE: Duration = Duration::from_secs(9);

/// The longest wait for a thread. Work that waited longer is not begun: each transaction may then take another 2 s, and
/// none may commit after its client has received a failure.
const LONGEST_WAIT: Duration = Duration::from_millis(2_500);

/// Runs a use case on the pool of blocking threads. A panic ends this request alone.
pub(crate) async fn dispatch<T: Send + 'static>(
    use_cases: &Data<UseCases>,
    work: impl FnOnce(&UseCases) -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    dispatch_within(DEADLINE, use_cases, work).await
}

/// Like [`dispatch`], with another deadline.
pub(crate) async fn dispatch_within<T: Send + 'static>(
    deadline: Duration,
    use_cases: &Data<UseCases>,
    work: impl FnOnce(&UseCases) -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    let all = Arc::clone(use_cases);
    run(&use_cases.limit, deadline, move || work(&all)).await
}

/// Runs work on the pool of blocking threads. Rejects work beyond the limit of concurrent requests.
pub(crate) async fn run<T: Send + 'static>(
    limit: &ConcurrencyLimit,
    deadline: Duration,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    let permit = limit.acquire()?;
    let begin_by = monotonic_now() + LONGEST_WAIT.min(deadline);
    let work = move || {
        // released when the work ends, even if its caller no longer waits
        let _permit = permit;
        if monotonic_now() > begin_by {
            return Err(Error::unavailable("too many requests are waiting"));
        }
        work()
    };
    match tokio::time::timeout(deadline, web::block(work)).await {
        Ok(Ok(outcome)) => Ok(outcome?),
        Ok(Err(_)) => Err(ApiError::Defect("a panic".to_owned())),
        Err(_) => Err(Error::unavailable("not done within the deadline of a response").into()),
    }
}

#[expect(clippy::disallowed_methods, reason = "measures waiting, which no test needs to set")]
fn monotonic_now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn work_whose_deadline_has_passed_is_not_begun() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
        let (release, blocked) = mpsc::channel::<()>();
        let begun = Arc::new(AtomicBool::new(false));
        runtime.block_on(async {
            let first = web::block(move || blocked.recv());
            let noted = Arc::clone(&begun);
            let work = move || {
                noted.store(true, Ordering::SeqCst);
                Ok(())
            };
            let answer = run(&ConcurrencyLimit::new(2), Duration::from_millis(20), work).await;
            assert!(matches!(answer, Err(ApiError::Domain(Error::Unavailable(_)))), "{answer:?}");
            release.send(()).unwrap();
            first.await.unwrap().unwrap();
            // the only thread has finished everything that waited for it
            web::block(|| ()).await.unwrap();
        });
        assert!(!begun.load(Ordering::SeqCst));
    }

    #[test]
    fn abandoned_work_keeps_its_permit_until_it_ends() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (release, blocked) = mpsc::channel::<()>();
        let limit = ConcurrencyLimit::new(1);
        runtime.block_on(async {
            let short = Duration::from_millis(20);
            let work = move || blocked.recv().map_err(Error::unavailable);
            let abandoned = run(&limit, short, work).await;
            assert!(matches!(abandoned, Err(ApiError::Domain(Error::Unavailable(_)))), "{abandoned:?}");
            let rejected = run(&limit, DEADLINE, || Ok(())).await;
            assert!(matches!(rejected, Err(ApiError::Overloaded)), "{rejected:?}");
            release.send(()).unwrap();
            while run(&limit, DEADLINE, || Ok(())).await.is_err() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
    }
}
