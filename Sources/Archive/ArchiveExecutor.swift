import Dispatch

/// Runs the archive's work on a queue of its own, so that waiting for a disk never holds up other tasks.
final class ArchiveExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "vigie.archive")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      unsafe job.runSynchronously(on: self.asUnownedSerialExecutor())
    }
  }

  func checkIsolated() {
    dispatchPrecondition(condition: .onQueue(queue))
  }
}
