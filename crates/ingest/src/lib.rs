//! From inputs into the journal, and from the journal into the lake, each frame once.
