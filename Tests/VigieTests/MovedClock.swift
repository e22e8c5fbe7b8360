import Foundation
import Subprocess

/// Runs programs at another time: a small library, loaded before their own, moves their wall clock and no other.
struct MovedClock {
  private let library: Preload
  /// How far the programs' clock is ahead, in seconds.
  var offset: TimeInterval = 0

  init(in bed: TestBed) throws {
    library = try Preload("moved-clock", source: Self.source, in: bed)
  }

  /// What a program's environment needs.
  var environment: [Environment.Key: String?] {
    ["LD_PRELOAD": library.path, "VIGIE_TEST_CLOCK_OFFSET": String(Int(offset))]
  }

  private static let source = """
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static time_t offset(void) {
      const char *text = getenv("VIGIE_TEST_CLOCK_OFFSET");
      return text ? (time_t)atoll(text) : 0;
    }

    int clock_gettime(clockid_t clock, struct timespec *time) {
      int result = (int)syscall(SYS_clock_gettime, clock, time);
      if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
      return result;
    }

    int gettimeofday(struct timeval *restrict time, void *restrict zone) {
      struct timespec now;
      int result = clock_gettime(CLOCK_REALTIME, &now);
      time->tv_sec = now.tv_sec;
      time->tv_usec = now.tv_nsec / 1000;
      return result;
    }

    time_t time(time_t *result) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (result) *result = now.tv_sec;
      return now.tv_sec;
    }

    """
}

extension TestBed {
  /// Runs `vigie poll` at the time of the clock.
  func poll(at clock: MovedClock, _ options: String...) async throws -> Run {
    try await vigie(["poll", "--config", path("vigie.yaml")] + options, environment: clock.environment)
  }

  /// A configuration that reads loopback servers, quickly.
  @discardableResult
  func configure(loopbackFeeds feeds: String, http: String = "", extra: String = "") throws -> String {
    let more = http.isEmpty ? "" : ", \(http)"
    return try configure(
      feeds: feeds,
      extra:
        "http: { contact: desk@example.org, allow-private-networks: true, per-host: { spacing: 0s }\(more) }\n\(extra)")
  }
}
