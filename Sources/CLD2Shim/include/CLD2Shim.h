#ifndef VIGIE_CLD2_SHIM_H
#define VIGIE_CLD2_SHIM_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What CLD2 makes of a text.
struct cld2_finding {
  /// The code of the language that most of the text is in; "un" where CLD2 knows none. Never freed.
  const char *code;
  /// How much of the text is in that language, in percent.
  int percent;
  /// Whether the language is clearly likelier than the next.
  bool is_reliable;
};

/// Detects the language of `length` bytes of UTF-8, without mark-up. Keeps nothing: threads may call it at once.
/// `hint` is a language tag that is likelier than others, or null; it is read during the call only.
struct cld2_finding cld2_detect(const char *text, int length, const char *hint);

#ifdef __cplusplus
}
#endif

#endif
