#pragma once
#include <curl/curl.h>
#include <linux/memfd.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

// Swift cannot call variadic functions, nor read the union inside CURLMsg: each shape that we use gets a typed door.
// The names in parentheses step around the type-checking macros of curl's own headers.

static inline CURLcode vigie_easy_set_long(CURL *easy, CURLoption option, long value) {
  return (curl_easy_setopt)(easy, option, value);
}

/// curl copies the string.
static inline CURLcode vigie_easy_set_string(CURL *easy, CURLoption option, const char *value) {
  return (curl_easy_setopt)(easy, option, value);
}

/// curl keeps the pointer.
static inline CURLcode vigie_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
  return (curl_easy_setopt)(easy, option, value);
}

/// curl keeps the list, which must outlive the transfer.
static inline CURLcode vigie_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return (curl_easy_setopt)(easy, option, value);
}

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which share one signature.
static inline CURLcode vigie_easy_set_sink(CURL *easy, CURLoption option, curl_write_callback callback) {
  return (curl_easy_setopt)(easy, option, callback);
}

static inline CURLcode vigie_easy_set_open_socket(CURL *easy, curl_opensocket_callback callback) {
  return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

static inline CURLcode vigie_easy_set_prerequest(CURL *easy, curl_prereq_callback callback) {
  return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline long vigie_easy_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t vigie_easy_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

/// For CURLINFO_PRIVATE.
static inline void *vigie_easy_get_pointer(CURL *easy, CURLINFO info) {
  char *value = NULL;
  return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : NULL;
}

static inline struct curl_certinfo *vigie_easy_get_certificates(CURL *easy) {
  struct curl_certinfo *value = NULL;
  return (curl_easy_getinfo)(easy, CURLINFO_CERTINFO, &value) == CURLE_OK ? value : NULL;
}

static inline CURLMcode vigie_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (curl_multi_setopt)(multi, option, value);
}

/// Returns the next finished handle and stores how it ended, or returns NULL when none has finished since.
static inline CURL *vigie_multi_next_finished(CURLM *multi, CURLcode *result) {
  int left = 0;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}

// What the event loop needs of Linux and Swift's Glibc module leaves out (it is compiled without _GNU_SOURCE).

/// Returns a descriptor that `write` makes readable and `read` unreadable again; -1 on failure.
static inline int vigie_wake_descriptor(void) { return eventfd(0, EFD_CLOEXEC); }

/// Returns the descriptor of a new, empty file in memory; -1 on failure.
static inline int vigie_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC); }
