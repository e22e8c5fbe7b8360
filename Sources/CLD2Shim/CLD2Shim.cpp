#include "CLD2Shim.h"

#include <cstdio>  // The next header needs it.

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" struct cld2_finding cld2_detect(const char *text, int length, const char *hint) {
  const CLD2::CLDHints hints = {hint, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int letters = 0;
  int valid = 0;
  bool is_reliable = false;
  // The checked call answers "unknown" to bytes that are no UTF-8.
  CLD2::ExtDetectLanguageSummaryCheckUTF8(text, length, /* is_plain_text */ true, &hints, /* flags */ 0, languages,
                                          percents, scores, nullptr, &letters, &is_reliable, &valid);
  if (valid < length) return {CLD2::LanguageCode(CLD2::UNKNOWN_LANGUAGE), 0, false};
  return {CLD2::LanguageCode(languages[0]), percents[0], is_reliable};
}
