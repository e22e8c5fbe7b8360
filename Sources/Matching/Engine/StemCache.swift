struct StemCache {}
