/// Runs tasks on a fetcher's thread, between its transfers.
///
/// For tasks that do little but ask and wait: they need no other thread to be woken for each answer. What takes long or
/// blocks must go elsewhere, or the transfers stand still.
package final class FetchingExecutor: TaskExecutor {
  /// Its thread ends with it.
  private let fetcher: Fetcher
  private let thread: CurlThread

  init(_ thread: CurlThread, of fetcher: Fetcher) {
    self.thread = thread
    self.fetcher = fetcher
  }

  /// Runs the job in its turn.
  package func enqueue(_ job: consuming ExecutorJob) {
    thread.enqueue(job, of: self)
  }
}
