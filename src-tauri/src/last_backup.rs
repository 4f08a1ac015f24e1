//! Whether the last backup that was made by itself came about: a person who is not told counts on something that is
//! not there.

use crate::commands::views::BackupFailureView;
use mapae_service::{BackupError, BackupOutcome, ServiceError};
use mapae_store::StoreError;
use std::{
    io::ErrorKind,
    sync::{Mutex, PoisonError},
};

/// Why the last one failed, if it did.
#[derive(Default)]
pub(crate) struct LastBackup(Mutex<Option<BackupFailureView>>);

impl LastBackup {
    pub(crate) fn note(&self, outcome: &BackupOutcome) {
        let failure = match outcome {
            BackupOutcome::Made(_) => None,
            BackupOutcome::Failed(error) => Some(why(error)),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }

    pub(crate) fn failure(&self) -> Option<BackupFailureView> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn why(error: &BackupError) -> BackupFailureView {
    match error {
        BackupError::AuditBroken { .. } => BackupFailureView::AuditBroken,
        BackupError::Registry(ServiceError::Store(StoreError::DiskFull { .. })) => {
            BackupFailureView::DiskFull
        }
        BackupError::Registry(ServiceError::Store(StoreError::NoAccess { .. })) => {
            BackupFailureView::NoAccess
        }
        BackupError::Registry(ServiceError::File(error)) => match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => BackupFailureView::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => BackupFailureView::NoAccess,
            _ => BackupFailureView::Unknown,
        },
        _ => BackupFailureView::Unknown,
    }
}
