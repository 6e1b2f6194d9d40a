//! `/admin/audit`: who did what to whom.

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Json, Query},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{Stream, stream};
use mami_auth::{AuditEntry, AuditFilter};
use mami_ports::{Page, Problem, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{compose::Mami, error::ApiError, identity::Administrator, input::page_limit};

/// How many entries of an export are read at once.
const CHUNK: u32 = 200;

/// Which entries are wanted, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only what this account did.
    actor: Option<UserId>,
    /// Only this action, such as `invite.created`; with a dot at its end, all that begin so.
    action: Option<String>,
    /// Only what was done to this account, invite or key.
    target: Option<Uuid>,
    /// Not before.
    from: Option<DateTime<Utc>>,
    /// Before.
    to: Option<DateTime<Utc>>,
    /// How many, 1 to 200. (All of them, for an export.)
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How an export is written. A list is always JSON.
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// For spreadsheets.
    #[default]
    Csv,
    /// One JSON object on each line.
    Jsonl,
}

impl AuditQuery {
    fn filter(&self) -> AuditFilter {
        AuditFilter {
            actor: self.actor,
            target: self.target,
            about: None,
            action: self.action.clone().filter(|action| !action.is_empty()),
            from: self.from,
            to: self.to,
        }
    }
}

/// The audit log, newest first.
#[utoipa::path(
    operation_id = "list_audit",
    tag = "Administration",
    params(AuditQuery),
    responses(
        (status = 200, body = Page<AuditEntry>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/admin/audit")]
pub async fn list(
    mami: Data<Mami>,
    _administrator: Administrator,
    query: Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, ApiError> {
    let limit = page_limit(query.limit.as_deref())?;
    Ok(Json(mami.auth.audit(&query.filter(), limit, query.cursor.as_deref()).await?))
}

/// The audit log as a file, newest first.
#[utoipa::path(
    operation_id = "export_audit",
    tag = "Administration",
    params(AuditQuery),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/admin/audit/export")]
pub async fn export(
    mami: Data<Mami>,
    _administrator: Administrator,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, ApiError> {
    let (format, filter) = (query.format, query.filter());
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"mami-audit.csv\""),
        Format::Jsonl => ("application/jsonl; charset=utf-8", "attachment; filename=\"mami-audit.jsonl\""),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(pages(mami, filter, format)))
}

/// Page after page, as whoever downloads takes them.
fn pages(
    mami: Data<Mami>,
    filter: AuditFilter,
    format: Format,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    enum Next {
        Head,
        Page(Option<String>),
        End,
    }
    stream::try_unfold((mami, filter, Next::Head), move |(mami, filter, next)| async move {
        let cursor = match next {
            Next::Head if format == Format::Csv => {
                return Ok(Some((Bytes::from_static(HEAD), (mami, filter, Next::Page(None)))));
            }
            Next::Head => None,
            Next::Page(cursor) => cursor,
            Next::End => return Ok(None),
        };
        let page = mami.auth.audit(&filter, CHUNK, cursor.as_deref()).await.map_err(ApiError::from)?;
        let mut out = String::new();
        for entry in &page.items {
            match format {
                Format::Csv => csv_line(entry, &mut out),
                Format::Jsonl => {
                    out.push_str(&serde_json::to_string(entry).map_err(ApiError::internal)?);
                    out.push('\n');
                }
            }
        }
        let next = page.next_cursor.map_or(Next::End, |cursor| Next::Page(Some(cursor)));
        Ok(Some((Bytes::from(out), (mami, filter, next))))
    })
}

const HEAD: &[u8] = b"id,at,actor_id,actor_name,action,target_id,target_name,address,detail\r\n";

fn csv_line(entry: &AuditEntry, out: &mut String) {
    let text = |id: Option<String>| id.unwrap_or_default();
    let fields = [
        entry.id.to_string(),
        entry.at.to_rfc3339(),
        text(entry.actor_id.map(|id| id.to_string())),
        text(entry.actor_name.clone()),
        entry.action.clone(),
        text(entry.target_id.map(|id| id.to_string())),
        text(entry.target_name.clone()),
        text(entry.address.clone()),
        text(entry.detail.as_ref().map(ToString::to_string)),
    ];
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        csv_field(field, out);
    }
    out.push_str("\r\n");
}

/// A field (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
fn csv_field(field: &str, out: &mut String) {
    out.push('"');
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        out.push('\'');
    }
    out.push_str(&field.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_formula_and_no_second_field() {
        let line = |field: &str| {
            let mut out = String::new();
            csv_field(field, &mut out);
            out
        };
        assert_eq!(line("ada"), r#""ada""#);
        assert_eq!(line(r#"a","b"#), r#""a"",""b""#);
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(line(bad), format!("\"'{bad}\""));
        }
    }
}
