//! (being written)
pub fn render() {}
