//! Events as columns: Delta tables per organization and kind, and questions to them.
