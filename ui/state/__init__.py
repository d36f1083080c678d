"""A lesson's state: its fields, and the link that says it. Plain data: no widgets, no words, no rules of pooling."""
