/// What one run of a job took.
struct Measurement: Codable, Sendable {
  /// CPU time of all threads, in seconds.
  var cpu: Double
  /// Time by the clock on the wall, in seconds.
  var wall: Double
  /// The greatest resident memory while it ran, in bytes.
  var peak: Int

  /// Runs a job in this process and measures it.
  static func of<Failure: Error>(_ job: () throws(Failure) -> Void) throws(Failure) -> Measurement {
    ProcessUsage.forgetPeak()
    let cpu = ProcessUsage.cpuSeconds
    let clock = ContinuousClock()
    let start = clock.now
    try job()
    return Measurement(
      cpu: ProcessUsage.cpuSeconds - cpu, wall: (clock.now - start).seconds, peak: ProcessUsage.peakBytes)
  }

  /// Runs a job that waits for others, and measures this process meanwhile.
  static func awaiting(_ job: () async throws -> Void) async throws -> Measurement {
    ProcessUsage.forgetPeak()
    let cpu = ProcessUsage.cpuSeconds
    let clock = ContinuousClock()
    let start = clock.now
    try await job()
    return Measurement(
      cpu: ProcessUsage.cpuSeconds - cpu, wall: (clock.now - start).seconds, peak: ProcessUsage.peakBytes)
  }
}

/// Several runs of the same job.
struct Series: Sendable {
  private let runs: [Measurement]

  /// The given runs, at least one.
  init(_ runs: [Measurement]) {
    precondition(!runs.isEmpty, "a series has at least one run")
    self.runs = runs
  }

  /// Runs a job `count` times.
  init<Failure: Error>(runs count: Int, of job: () throws(Failure) -> Void) throws(Failure) {
    var runs: [Measurement] = []
    for _ in 0..<max(count, 1) { runs.append(try Measurement.of(job)) }
    self.init(runs)
  }

  /// The least CPU time, in seconds.
  var bestCPU: Double { sorted(\.cpu)[0] }
  /// The middle one of the CPU times, in seconds.
  var medianCPU: Double { sorted(\.cpu)[runs.count / 2] }
  /// The least time by the clock, in seconds.
  var bestWall: Double { sorted(\.wall)[0] }
  /// The greatest memory of any run, in bytes.
  var peak: Int { runs.reduce(0) { max($0, $1.peak) } }

  private func sorted(_ value: KeyPath<Measurement, Double>) -> [Double] {
    runs.map { $0[keyPath: value] }.sorted()
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
