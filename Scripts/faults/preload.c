// Stands between a program and the C library: kills the process at a chosen call, counted over all its threads (strace
// counts each thread by itself), and moves the wall clock.
//
//   FAULT_CALL=pwrite64 FAULT_WHEN=7 FAULT_HOW=before|after|torn   where to kill
//   FAULT_REPORT=FILE    a line "NAME COUNT" for each call made, at exit
//   CLOCK_OFFSET=SECONDS added to the wall clock
//   CLOCK_FILE=FILE      the same, as eight bytes that may change while the program runs
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum call { OPEN, CLOSE, READ, WRITE, PREAD, PWRITE, FSYNC, FDATASYNC, FTRUNCATE, RENAME, UNLINK, FLOCK, FCNTL, MKDIR, CALLS };
static const char *const names[CALLS] = {"open",      "close",     "read",   "write",  "pread64", "pwrite64", "fsync",
                                         "fdatasync", "ftruncate", "rename", "unlink", "flock",   "fcntl",    "mkdir"};
static atomic_long counts[CALLS];
static int chosen = -1;
static long when = -1;
static char how = 'b';
static const char *report;
static long offset;
static const volatile long *moving;

__attribute__((constructor)) static void begin(void) {
  const char *call = getenv("FAULT_CALL"), *number = getenv("FAULT_WHEN"), *kind = getenv("FAULT_HOW");
  for (int i = 0; call && number && i < CALLS; i++)
    if (!strcmp(call, names[i])) chosen = i;
  if (number) when = atol(number);
  if (kind) how = kind[0];
  report = getenv("FAULT_REPORT");
  if (getenv("CLOCK_OFFSET")) offset = atol(getenv("CLOCK_OFFSET"));
  if (getenv("CLOCK_FILE")) {
    int file = open(getenv("CLOCK_FILE"), O_RDONLY | O_CLOEXEC);
    void *page = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) moving = page;
    close(file);
  }
}

__attribute__((destructor)) static void end(void) {
  FILE *file = report ? fopen(report, "w") : NULL;
  if (!file) return;
  for (int i = 0; i < CALLS; i++) fprintf(file, "%s %ld\n", names[i], atomic_load(&counts[i]));
  fclose(file);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// Whether this is the call to die at; dies at once if it is not to happen at all.
static int reached(enum call call) {
  if (atomic_fetch_add(&counts[call], 1) + 1 != when || (int)call != chosen) return 0;
  if (how == 'b') die();
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CALL(kind, type, name, parameters, arguments) \
  type name parameters {                              \
    static __typeof__(&name) real;                    \
    if (!real) real = REAL(name);                     \
    int last = reached(kind);                         \
    type result = real arguments;                     \
    if (last) die();                                  \
    return result;                                    \
  }

CALL(CLOSE, int, close, (int file), (file))
CALL(READ, ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count))
CALL(PREAD, ssize_t, pread64, (int file, void *bytes, size_t count, off64_t at), (file, bytes, count, at))
CALL(FSYNC, int, fsync, (int file), (file))
CALL(FDATASYNC, int, fdatasync, (int file), (file))
CALL(FTRUNCATE, int, ftruncate, (int file, off_t length), (file, length))
CALL(FTRUNCATE, int, ftruncate64, (int file, off64_t length), (file, length))
CALL(RENAME, int, rename, (const char *old, const char *new), (old, new))
CALL(UNLINK, int, unlink, (const char *path), (path))
CALL(FLOCK, int, flock, (int file, int operation), (file, operation))
CALL(MKDIR, int, mkdir, (const char *path, mode_t mode), (path, mode))

ssize_t write(int file, const void *bytes, size_t count) {
  int last = reached(WRITE);
  ssize_t result = REAL(write)(file, bytes, last && how == 't' ? (count + 1) / 2 : count);
  if (last) die();
  return result;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  int last = reached(PWRITE);
  ssize_t result = REAL(pwrite64)(file, bytes, last && how == 't' ? (count + 1) / 2 : count, at);
  if (last) die();
  return result;
}

#define OPENING(name)                                    \
  int name(const char *path, int flags, ...) {           \
    va_list more;                                        \
    va_start(more, flags);                               \
    mode_t mode = flags & O_CREAT ? va_arg(more, int) : 0; \
    va_end(more);                                        \
    int last = reached(OPEN);                            \
    int result = REAL(name)(path, flags, mode);          \
    if (last) die();                                     \
    return result;                                       \
  }
OPENING(open)
OPENING(open64)

#define CONTROLLING(name)                       \
  int name(int file, int command, ...) {        \
    va_list more;                               \
    va_start(more, command);                    \
    void *argument = va_arg(more, void *);      \
    va_end(more);                               \
    int last = reached(FCNTL);                  \
    int result = REAL(name)(file, command, argument); \
    if (last) die();                            \
    return result;                              \
  }
CONTROLLING(fcntl)
CONTROLLING(fcntl64)

static long shift(void) { return offset + (moving ? *moving : 0); }

int clock_gettime(clockid_t clock, struct timespec *time) {
  static __typeof__(&clock_gettime) real;
  if (!real) real = REAL(clock_gettime);
  int result = real(clock, time);
  if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += shift();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int result = REAL(gettimeofday)(now, zone);
  if (!result) now->tv_sec += shift();
  return result;
}

time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}
