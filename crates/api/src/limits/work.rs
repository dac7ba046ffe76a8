//! Runs admitted work on the pool of blocking threads.

use std::time::{Duration, Instant};

use actix_web::web;
use portcullis_domain::{Error, Result};

use super::concurrency_limit::Permit;
use super::monotonic_now;
use crate::error_response::ApiError;

/// The longest wait for a place and a thread. Work that waited longer is not begun: each transaction may then take another
/// 2 s, and none may commit after its client has received a failure.
const LONGEST_WAIT: Duration = Duration::from_millis(2_500);

/// Until when work must have begun, and be answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(super) begin_by: Instant,
    answer_by: Instant,
}

impl Deadline {
    /// That of a response which is due after this time.
    pub(crate) fn after(time: Duration) -> Self {
        let now = monotonic_now();
        Self { begin_by: now + LONGEST_WAIT.min(time), answer_by: now + time }
    }
}

/// Runs work in its place. A panic ends this request alone.
pub(crate) async fn run<T: Send + 'static>(
    permit: Permit,
    deadline: Deadline,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    let work = move || {
        // given up when the work ends, even if its caller no longer waits
        let permit = permit;
        if monotonic_now() > deadline.begin_by {
            return Err(permit.reject_late());
        }
        Ok(work()?)
    };
    match tokio::time::timeout_at(deadline.answer_by.into(), web::block(work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(ApiError::Defect("a panic".to_owned())),
        Err(_) => Err(Error::unavailable("not done within the deadline of a response").into()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;

    use portcullis_domain::testing::FixedClock;
    use portcullis_domain::{CallerKey, OrganizationId};

    use super::super::{CallerLookUp, Places, RequestLimits, Requester, RequesterFacts};
    use super::*;

    struct NoCallers;

    impl CallerLookUp for NoCallers {
        fn cached(&self, _: &CallerKey) -> Option<RequesterFacts> {
            None
        }

        fn read(&self, _: &CallerKey) -> Result<Option<RequesterFacts>> {
            Ok(None)
        }

        fn has_found(&self, _: &OrganizationId) -> bool {
            false
        }
    }

    async fn in_place<T: Send + 'static>(
        limits: &RequestLimits,
        session: &str,
        time: Duration,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, ApiError> {
        let deadline = Deadline::after(time);
        let permit = limits.admit(Requester::plain("acme", "alice", session, false), deadline).await?;
        run(permit, deadline, work).await
    }

    fn limits(requests: usize) -> RequestLimits {
        let clock = Arc::new(FixedClock::at("2026-01-01T00:00:00Z"));
        RequestLimits::new(Places { look_ups: 1, requests }, Arc::new(NoCallers), clock)
    }

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(20);

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
            let answer = in_place(&limits(4), "s1", SHORT, work).await;
            assert!(matches!(answer, Err(ApiError::Domain(Error::Unavailable(_)))), "{answer:?}");
            release.send(()).unwrap();
            first.await.unwrap().unwrap();
            // the only thread has finished everything that waited for it
            web::block(|| ()).await.unwrap();
        });
        assert!(!begun.load(Ordering::SeqCst));
    }

    #[test]
    fn abandoned_work_keeps_its_place_until_it_ends() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (release, blocked) = mpsc::channel::<()>();
        let limits = limits(1);
        runtime.block_on(async {
            let work = move || blocked.recv().map_err(Error::unavailable);
            let abandoned = in_place(&limits, "s1", SHORT, work).await;
            assert!(matches!(abandoned, Err(ApiError::Domain(Error::Unavailable(_)))), "{abandoned:?}");
            for session in ["s1", "s2"] {
                let rejected = in_place(&limits, session, SHORT, || Ok(())).await;
                assert!(matches!(rejected, Err(ApiError::Overloaded)), "{rejected:?}");
            }
            let waiting = in_place(&limits, "s2", LONG, || Ok(()));
            let freed = async { release.send(()).map_err(|_| ApiError::Overloaded) };
            let (waited, freed) = futures_util::future::join(waiting, freed).await;
            assert!(waited.is_ok() && freed.is_ok(), "{waited:?}");
        });
    }

    #[test]
    fn place_is_free_again_after_a_panic() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let limits = limits(1);
        runtime.block_on(async {
            let defect = in_place(&limits, "s1", LONG, || -> Result<()> { panic!("a defect") }).await;
            assert!(matches!(defect, Err(ApiError::Defect(_))), "{defect:?}");
            assert!(in_place(&limits, "s1", SHORT, || Ok(())).await.is_ok());
        });
    }
}
