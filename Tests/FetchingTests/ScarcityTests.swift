import Glibc
import TestSupport
import Testing

@testable import Fetching

/// Each in a process of its own, whose file descriptors are used up for some milliseconds. Dispatch ends a process in which
/// it can open no file when it looks how busy its threads are: when the first of them begins, and then once a second.
@Suite struct ScarcityTests {
  @Test func `a fetch without a file descriptor fails in words, and a later one succeeds`() async {
    await #expect(processExitsWith: .success) {
      let server = try LoopbackServer(always: .status(200))
      let request = FetchRequest(url: server.url())
      let fetcher = Fetcher(testOptions())
      await dispatchHasLooked()
      limitDescriptors(to: 0)
      let error = await outcome(of: request, by: fetcher).error
      #expect(error?.description == "the system has no file descriptor left to fetch with (curl 2)")
      limitDescriptors(to: 1024)
      #expect(await outcome(of: request, by: fetcher).response?.status == 200)
    }
  }

  @Test func `fetches for a collector without a file descriptor are answered in words, and announced`() async {
    await #expect(processExitsWith: .success) {
      let requests = (1...2).map { (tag: $0, request: FetchRequest(url: "http://127.0.0.1:9/")) }
      let collector = FetchAnswersTests.Collector()
      let fetcher = Fetcher(testOptions())
      await dispatchHasLooked()
      limitDescriptors(to: 0)
      fetcher.begin(requests, for: collector.answers)
      let results = await collector.collect(2)
      limitDescriptors(to: 1024)
      let words = "the system has no file descriptor left to fetch with (curl 2)"
      #expect(results.values.map { $0.error?.description } == [words, words])
    }
  }

  @Test func `a fetcher that runs out of file descriptors fails its fetches, and goes on later`() async {
    await #expect(processExitsWith: .success) {
      let server = try LoopbackServer(always: .status(200))
      let request = FetchRequest(url: server.url())
      let fetcher = Fetcher(testOptions())
      #expect(await outcome(of: request, by: fetcher).response?.status == 200)
      await dispatchHasLooked()
      limitDescriptors(to: 0)
      // Over a connection of its own: the kept one would do.
      let error = await outcome(of: FetchRequest(url: server.url(host: "127.0.0.2")), by: fetcher).error
      #expect(error != nil)
      limitDescriptors(to: 1024)
      #expect(await outcome(of: request, by: fetcher).response?.status == 200)
    }
  }
}

/// Waits until Dispatch's first look at its threads is over. The thread that looks also serves the timers: it may wake a
/// task and only then look, but it has looked before it serves a timer that was set after that.
private func dispatchHasLooked() async {
  for _ in 1...2 {
    // Interrupted only when the process ends.
    try? await Task.sleep(for: .milliseconds(1))
  }
}

/// Lets this process open so many descriptors, or none beyond those that are open.
private func limitDescriptors(to count: rlim_t) {
  var limit = rlimit()
  let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  unsafe getrlimit(resource, &limit)
  limit.rlim_cur = count
  #expect(unsafe setrlimit(resource, &limit) == 0)
}
