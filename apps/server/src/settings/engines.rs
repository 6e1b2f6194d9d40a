//! The settings in the engines' own words.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use mami_auth::{AuthPolicy, HashPolicy, RememberPolicy, SessionPolicy, ThrottlePolicy};
use mami_chat::FilesPolicy;
use mami_memory::{
    MemoryPolicy, documents::DocumentsPolicy, gate::GatePolicy, pick::NotesPolicy, rank::RankPolicy,
    recall::RecallPolicy,
};
use mami_ports::{ChatModel, Clock, Rate};
use mami_providers::{Ollama, OllamaConfig, OpenAi, OpenAiConfig, SetupError};
use mami_storage::{ConnectError, DbConfig, Target};
use secrecy::ExposeSecret as _;

use super::{Auth, Documents, Extraction, Files, Memory, Provider, ProviderKind, Settings};
use crate::extractor::Extractor;

impl Settings {
    /// Which database, and how it is used.
    ///
    /// # Errors
    /// When its address is not understood.
    pub fn db_config(&self) -> Result<DbConfig, ConnectError> {
        let url = self.database.url.as_ref().map(|url| url.expose_secret());
        Ok(DbConfig {
            target: Target::parse(url, &self.data_dir)?,
            read_connections: self.database.read_connections,
            max_connections: self.database.max_connections,
            busy: Duration::from_secs(self.database.busy_seconds),
        })
    }
}

impl Files {
    /// The settings of files in messages.
    #[must_use]
    pub fn policy(&self) -> FilesPolicy {
        FilesPolicy {
            max_upload_bytes: self.max_upload_bytes,
            max_text_bytes: self.max_text_bytes,
            max_image_side: self.max_image_side,
            max_bytes_per_person: self.max_bytes_per_person,
        }
    }
}

impl Memory {
    /// The settings of memory.
    #[must_use]
    pub fn policy(&self) -> MemoryPolicy {
        MemoryPolicy {
            enabled: self.enabled,
            most: self.max_per_person,
            extraction: match self.extraction {
                Extraction::Off => mami_memory::Extraction::Off,
                Extraction::Inbox => mami_memory::Extraction::Inbox,
                Extraction::Direct => mami_memory::Extraction::Direct,
            },
        }
    }
}

impl Memory {
    /// The settings of recall.
    #[must_use]
    pub fn recall_policy(&self) -> RecallPolicy {
        RecallPolicy {
            memory: self.enabled,
            time: Duration::from_millis(self.recall_ms),
            rank: RankPolicy::default(),
            gate: GatePolicy::default(),
            notes: NotesPolicy::default(),
            resident_bytes: self.index_bytes,
        }
    }
}

impl Documents {
    /// The settings of documents, where this server is the only one, or not.
    pub fn policy(&self, sole_server: bool) -> DocumentsPolicy {
        DocumentsPolicy {
            max_bytes: self.max_bytes,
            quota_bytes: self.quota_bytes,
            max_per_person: self.max_per_person,
            lease: TimeDelta::seconds(30),
            attempts: 3,
            sole_server,
        }
    }

    /// What reads them.
    ///
    /// # Errors
    /// When this program does not know where it is.
    pub fn reader(&self) -> std::io::Result<Extractor> {
        Ok(Extractor {
            program: self.extractor.clone().map_or_else(Extractor::own_program, Ok)?,
            seconds: self.extract_seconds,
            memory: self.extract_memory_bytes,
            text: self.max_text_bytes,
        })
    }
}

impl Auth {
    /// The settings of the accounts engine.
    #[must_use]
    pub fn policy(&self) -> AuthPolicy {
        let throttle = ThrottlePolicy::default();
        AuthPolicy {
            sessions: SessionPolicy {
                idle: TimeDelta::hours(self.session_idle_hours.into()),
                longest: TimeDelta::days(self.session_longest_days.into()),
            },
            remember: RememberPolicy {
                lasts: TimeDelta::days(self.remember_days.into()),
                ..RememberPolicy::default()
            },
            throttle: ThrottlePolicy {
                account: Rate { burst: self.failures_per_account, ..throttle.account },
                network: Rate { burst: self.failures_per_network, ..throttle.network },
                ..throttle
            },
            hashing: HashPolicy { at_once: self.hashes_at_once, ..HashPolicy::default() },
            audit_keep: TimeDelta::days(self.audit_days.into()),
        }
    }
}

impl Provider {
    /// The connection to this provider; none for the built-in guide, which is no connection, and for a provider that is
    /// not enabled.
    ///
    /// # Errors
    /// When the settings cannot work.
    pub fn connection(
        &self,
        name: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Option<Arc<dyn ChatModel>>, SetupError> {
        let Some(base_url) = self.base_url.clone().filter(|_| self.is_enabled()) else { return Ok(None) };
        let connect = Duration::from_secs(self.connect_timeout_seconds);
        let first_byte = Duration::from_secs(self.first_token_seconds);
        let stall = Duration::from_secs(self.stall_seconds);
        let send_reasoning = self.send_reasoning;
        Ok(match self.kind {
            ProviderKind::Builtin => None,
            ProviderKind::OpenAi => {
                let usual = OpenAiConfig::new(name, base_url);
                let (api_key, models) = (self.api_key.clone(), self.models.clone());
                Some(Arc::new(OpenAi::new(
                    OpenAiConfig { api_key, models, connect, first_byte, stall, send_reasoning, ..usual },
                    clock,
                )?))
            }
            ProviderKind::Ollama => {
                let usual = OllamaConfig::new(name, base_url);
                Some(Arc::new(Ollama::new(
                    OllamaConfig { connect, first_byte, stall, send_reasoning, ..usual },
                    clock,
                )?))
            }
        })
    }
}
