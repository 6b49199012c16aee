"""The words people ask with: one file a language, concept by concept, and the rules over them."""
