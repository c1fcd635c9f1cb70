"""Science: survey estimators, impact, record-linkage maths. No Django."""
