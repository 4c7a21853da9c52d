"""Finding texts that say the same thing: by the rare pairs of characters they share, and by sense with an encoder."""

from jianfa.kit.similar.alike import Span, alike
from jianfa.kit.similar.classify import Classifier, Guess
from jianfa.kit.similar.encoder import Encoder, has_encoder, load_encoder
from jianfa.kit.similar.index import Hit, Index
from jianfa.kit.similar.kept import Kept
from jianfa.kit.similar.synonyms import BadSynonyms, Synonyms
from jianfa.kit.similar.themes import Theme, themes

__all__ = [
    "BadSynonyms", "Classifier", "Encoder", "Guess", "Hit", "Index", "Kept", "Span", "Synonyms", "Theme", "alike",
    "has_encoder", "load_encoder", "themes",
]  # fmt: skip
