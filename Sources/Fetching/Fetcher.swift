import CCurl
import Synchronization

/// Fetches documents over HTTP, many at once, on one thread of its own.
///
/// Every status is an answer; only the lack of one is an error. Cancelling the task aborts its transfer.
package actor Fetcher {
  private typealias Answer = CheckedContinuation<Result<FetchResponse, FetchError>, Never>

  private let options: FetcherOptions
  private let invalidHeader: HeaderField?
  private let trust: TrustStore
  private let thread = CurlThread()
  /// Nil before the first transfer, and after curl could not go on.
  private var multi: MultiHandle?
  private let budget: BodyBudget
  private var queue: AdmissionQueue
  private var fetches: [Int: (fetch: Fetch, answer: Answer)] = [:]
  private var running: [Int: Exchange] = [:]
  private var idle: [Exchange] = []
  /// Whether a transfer was started that curl has not yet looked at.
  private var hasNews = false
  private var lookups = LookupLimit()
  private nonisolated let lastID = Atomic(0)
  private var isShutDown = false

  /// The one thread that curl runs on.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

  /// A fetcher that follows `options`, with connections of its own. Its thread begins with the first fetch.
  package init(_ options: FetcherOptions) {
    self.options = options
    invalidHeader = options.invalidHeader
    trust = TrustStore(furtherFile: options.caFile)
    budget = BodyBudget(limit: max(options.bodyBudget, options.maxBody))
    queue = AdmissionQueue(total: options.connections, perHost: options.connectionsPerHost)
  }

  deinit { thread.stop() }

  /// An executor for the tasks that fetch. The fetcher lives for as long as it does.
  /// - Throws: `FetchError` where the system has no thread left for it.
  package nonisolated func executor() throws(FetchError) -> FetchingExecutor {
    try startThread()
    return FetchingExecutor(thread, of: self)
  }

  /// Asks for a document, through at most `maxRedirects` redirects, and waits for the answer.
  package nonisolated func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    try startThread()
    if let invalidHeader { throw .badHeader(name: invalidHeader.shownName) }
    let id = lastID.add(1, ordering: .relaxed).newValue
    let fetch = try Fetch(id: id, request: request, options: options)
    let result = await withTaskCancellationHandler {
      // A task of `executor` is on the thread already, and spares itself the way there.
      if thread.isCurrent {
        await withCheckedContinuation { answer in assumeIsolated { $0.begin(fetch, answer) } }
      } else {
        await answer(to: fetch)
      }
    } onCancel: {
      Task { await self.cancel(id) }
    }
    return try result.get()
  }

  /// Aborts every fetch, and refuses those to come.
  package nonisolated func shutdown() async {
    do throws(FetchError) {
      try startThread()
      await abortAll()
    } catch {
      // Without a thread nothing runs.
    }
  }

  /// Nothing isolated can run before.
  private nonisolated func startThread() throws(FetchError) {
    // Weak, so that dropping the last reference ends the thread. While a fetch runs, its caller holds one.
    try thread.start { [weak self] in
      self?.assumeIsolated { $0.turn() } ?? false
    }
  }

  private func answer(to fetch: Fetch) async -> Result<FetchResponse, FetchError> {
    await withCheckedContinuation { begin(fetch, $0) }
  }

  private func abortAll() {
    isShutDown = true
    for id in Array(fetches.keys) { cancel(id) }
  }

  private func begin(_ fetch: Fetch, _ answer: Answer) {
    // A cancellation after this line finds the fetch in `fetches`: it too has to come to this thread.
    guard !Task.isCancelled, !isShutDown else { return answer.resume(returning: .failure(.cancelled)) }
    fetches[fetch.id] = (fetch, answer)
    queue.add(fetch.id, host: fetch.url.host)
    admit()
  }

  private func cancel(_ id: Int) {
    guard let (fetch, answer) = fetches.removeValue(forKey: id) else { return }
    if let exchange = running.removeValue(forKey: id) {
      if exchange.isLookingUp { lookups.noteAbandoned() }
      retire(exchange)
      queue.release(host: fetch.url.host)
      admit()
    }
    answer.resume(returning: .failure(.cancelled))
  }

  /// Starts what may run now.
  private func admit() {
    while !isShutDown, let (id, host) = queue.next() {
      if let fetch = fetches[id]?.fetch { start(fetch) } else { queue.release(host: host) }
    }
  }

  private func start(_ fetch: Fetch) {
    let plan = fetch.plan
    do throws(FetchError) {
      let bundle = try bundle(for: plan)
      let exchange = if let kept = idle.popLast() { kept } else { try Exchange(options: options, budget: budget) }
      try exchange.prepare(plan, bundle: bundle)
      if multi == nil {
        multi = try MultiHandle(connections: options.connections, connectionsPerHost: options.connectionsPerHost)
      }
      try multi?.add(exchange.easy)
      running[fetch.id] = exchange
      hasNews = true
    } catch {
      end(fetch, .failure(error))
    }
  }

  /// Keeps an exchange that has ended for another fetch.
  private func retire(_ exchange: Exchange) {
    let isFree = multi?.remove(exchange.easy) ?? true
    exchange.finish()
    if isFree { idle.append(exchange) }
  }

  /// Ends a fetch that holds a place in the queue.
  private func end(_ fetch: Fetch, _ result: Result<FetchResponse, FetchError>) {
    queue.release(host: fetch.url.host)
    fetches.removeValue(forKey: fetch.id)?.answer.resume(returning: result)
  }

  /// The certificates to check the server by. Throws where the exchange cannot even begin.
  private func bundle(for plan: Exchange.Plan) throws(FetchError) -> String? {
    if plan.url.isByName && !lookups.permitsAnother() {
      throw .dns(host: plan.url.host, reason: "too many lookups of other names hang")
    }
    switch trust.bundle {
    case .success(let path): return path
    case .failure(let problem) where plan.url.isSecure && plan.verifies: throw .tls(problem)
    case .failure: return nil
    }
  }

  /// Moves the transfers on, and returns whether any are left. For the curl thread, between jobs.
  private func turn() -> Bool {
    guard !running.isEmpty else { return false }
    if !hasNews && multi?.wait(orFor: thread.wake) == true { thread.clearWake() }
    hasNews = false
    do throws(FetchError) {
      try multi?.perform()
      finishEnded()
    } catch {
      finishEnded()
      failRunning(error)
    }
    admit()
    return !running.isEmpty
  }

  private func finishEnded() {
    while let (exchange, code) = multi?.nextFinished() { finish(exchange, code) }
  }

  /// Ends the fetches that run, and begins the next ones with new connections.
  private func failRunning(_ error: FetchError) {
    for (id, exchange) in running {
      retire(exchange)
      if let fetch = fetches[id]?.fetch { end(fetch, .failure(error)) }
    }
    running = [:]
    multi = nil
  }

  private func finish(_ exchange: Exchange, _ code: CURLcode) {
    guard let id = exchange.plan?.fetch, let (current, answer) = fetches[id] else { return }
    let host = current.url.host
    if exchange.isLookingUp && code == CURLE_OPERATION_TIMEDOUT { lookups.noteAbandoned() }
    var fetch = current
    let step = fetch.step(after: exchange, code)
    running[id] = nil
    retire(exchange)
    switch step {
    case .done(let result): end(fetch, result)
    case .again:
      fetches[id] = (fetch, answer)
      if queue.move(id, from: host, to: fetch.url.host) { start(fetch) }
    }
  }
}
