//! What people send beside text.

use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachment {
    Picture,
    Video,
    /// With its file name.
    Document(&'static str),
    Voice,
    Sticker,
    Location,
}

impl Attachment {
    /// The fields of a message that carries it; no other attachment has this number.
    pub fn fields(self, number: usize) -> Value {
        let id = format!("file-{number}");
        let mut file = json!({ "file_id": id, "file_unique_id": id, "file_size": 9 });
        let mut with = |fields: Value| {
            let (Some(file), Value::Object(fields)) = (file.as_object_mut(), fields) else { unreachable!() };
            file.extend(fields);
            json!(file)
        };
        match self {
            Self::Picture => json!({ "photo": [with(json!({ "width": 9, "height": 9 }))] }),
            Self::Video => json!({ "video": with(json!({ "width": 9, "height": 9, "duration": 3 })) }),
            Self::Document(name) => {
                json!({ "document": with(json!({ "file_name": name, "mime_type": "application/pdf" })) })
            }
            Self::Voice => json!({ "voice": with(json!({ "duration": 3, "mime_type": "audio/ogg" })) }),
            Self::Sticker => {
                let sticker = json!({
                    "type": "regular",
                    "width": 512,
                    "height": 512,
                    "is_animated": false,
                    "is_video": false,
                    "emoji": "👍",
                });
                json!({ "sticker": with(sticker) })
            }
            Self::Location => json!({ "location": { "latitude": 25.04, "longitude": 121.51 } }),
        }
    }
}
