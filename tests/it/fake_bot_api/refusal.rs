//! An error as the Bot API words it.

use serde_json::{Value, json};

use super::fault::Reply;

#[derive(Debug)]
pub struct Refusal {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

impl Refusal {
    pub fn new(code: u16, description: &str) -> Self {
        Self { code, description: description.to_owned(), parameters: None }
    }

    pub fn bad_request(why: &str) -> Self {
        Self::new(400, &format!("Bad Request: {why}"))
    }

    pub fn flood(retry_after_s: u64) -> Self {
        Self {
            parameters: Some(json!({ "retry_after": retry_after_s })),
            ..Self::new(429, &format!("Too Many Requests: retry after {retry_after_s}"))
        }
    }

    pub fn reply(self) -> Reply {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(parameters) = self.parameters {
            body["parameters"] = parameters;
        }
        Reply::Json(self.code, body.to_string())
    }
}
