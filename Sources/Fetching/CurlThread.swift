import CCurl
import Glibc
import Synchronization

/// The one thread that runs curl, and with it the jobs of the actor that owns the transfers.
///
/// A dispatch pool would not do: curl's wait blocks, and curl wants all calls from one thread.
final class CurlThread: SerialExecutor {
  /// A job to be run once, in its turn.
  @safe private enum Job {
    case job(UnownedJob)
    case work(@Sendable () -> Void)
  }

  private struct Mailbox {
    var jobs: [Job] = []
    var isStopping = false
  }

  private let mailbox = Mutex(Mailbox())
  /// The `pthread_t`; 0 before the thread runs.
  private let thread = Atomic<UInt>(0)
  private let isStarted = Mutex(false)
  private let wakeDescriptor = Atomic<Int32>(-1)

  /// Readable when jobs have come, or the thread shall stop. Negative before the thread is started.
  var wake: Int32 { wakeDescriptor.load(ordering: .acquiring) }

  deinit { if wake >= 0 { close(wake) } }

  /// Starts the thread, unless it was started before. `turn` moves the transfers on, waiting for the network or `wake`,
  /// and returns whether any are left; while none are, the thread sleeps. Throws where the system has no descriptor or
  /// thread left; a later call may succeed.
  func start(turn: @escaping @Sendable () -> Bool) throws(FetchError) {
    let failure = isStarted.withLock { isStarted -> FetchError? in
      if isStarted { return nil }
      if wake < 0 { wakeDescriptor.store(vigie_wake_descriptor(), ordering: .releasing) }
      guard wake >= 0 else { return .lacking("file descriptor") }
      isStarted = launch(turn)
      return isStarted ? nil : .lacking("thread")
    }
    if let failure { throw failure }
  }

  /// Returns whether the thread runs.
  private func launch(_ turn: @escaping @Sendable () -> Bool) -> Bool {
    final class Start: Sendable {
      let run: @Sendable () -> Void
      init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let start = Start { [self] in run(turn) }
    // A thread that comes about takes over the retain.
    let retained = unsafe Unmanaged.passRetained(start)
    var handle = pthread_t()
    let code = unsafe pthread_create(
      &handle, nil,
      { context in
        if let context = unsafe context { unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, retained.toOpaque())
    guard code == 0 else {
      unsafe retained.release()
      return false
    }
    pthread_detach(handle)
    return true
  }

  /// Ends the thread after the jobs at hand.
  func stop() {
    mailbox.withLock { $0.isStopping = true }
    signal()
  }

  /// Makes `wake` unreadable again.
  func clearWake() {
    var count: UInt64 = 0
    unsafe _ = read(wake, &count, MemoryLayout<UInt64>.size)
  }

  private func run(_ turn: () -> Bool) {
    thread.store(pthread_self(), ordering: .releasing)
    // Signals belong to the main thread; a write to a closed connection must be an error, not SIGPIPE.
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
    // Curl reads international host names by the thread's locale, which is "C" unless told otherwise.
    let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    if unsafe locale != nil { unsafe _ = uselocale(locale) }
    defer { if unsafe locale != nil { unsafe freelocale(locale) } }
    while runJobs() {
      let isBusy = turn()
      if !isBusy && mailbox.withLock({ $0.jobs.isEmpty && !$0.isStopping }) { clearWake() }
    }
  }

  /// Runs the waiting jobs, and those that they bring; returns false when the thread shall end.
  private func runJobs() -> Bool {
    while true {
      let (jobs, isStopping) = mailbox.withLock { mailbox in
        defer { mailbox.jobs = [] }
        return (mailbox.jobs, mailbox.isStopping)
      }
      if jobs.isEmpty { return !isStopping }
      for job in jobs {
        switch job {
        case .job(let job): unsafe job.runSynchronously(on: unsafe asUnownedSerialExecutor())
        case .work(let work): work()
        }
      }
    }
  }

  /// Has `turn` called soon. Safe on any thread.
  func nudge() { if wake >= 0 { signal() } }

  private func signal() {
    var one: UInt64 = 1
    unsafe _ = write(wake, &one, MemoryLayout<UInt64>.size)
  }

  /// Whether the caller is on the thread.
  var isCurrent: Bool { thread.load(ordering: .acquiring) == pthread_self() }

  // MARK: SerialExecutor

  func enqueue(_ job: consuming ExecutorJob) {
    enqueue(.job(UnownedJob(job)))
  }

  /// Runs something on the thread, in its turn. Does nothing before the thread is started.
  func run(_ work: @escaping @Sendable () -> Void) {
    if isStarted.withLock({ $0 }) { enqueue(.work(work)) }
  }

  private func enqueue(_ job: Job) {
    let isFirst = mailbox.withLock { mailbox in
      mailbox.jobs.append(job)
      return mailbox.jobs.count == 1
    }
    // The thread itself looks into the mailbox before it waits.
    if isFirst && !isCurrent { signal() }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

  func isIsolatingCurrentContext() -> Bool? { isCurrent }

  func checkIsolated() { precondition(isCurrent, "not on the curl thread") }
}
