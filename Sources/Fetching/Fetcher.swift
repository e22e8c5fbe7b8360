import CCurl

/// Fetches documents over HTTP, many at once, on one thread of its own.
///
/// Every status is an answer; only the lack of one is an error. Cancelling the task aborts its transfer.
package actor Fetcher {
  private typealias Answer = CheckedContinuation<Result<FetchResponse, FetchError>, Never>

  private let options: FetcherOptions
  private let trust: TrustStore
  private let thread = CurlThread()
  private let multi: MultiHandle
  private let budget: BodyBudget
  private var queue: AdmissionQueue
  private var fetches: [Int: (fetch: Fetch, answer: Answer)] = [:]
  private var running: [Int: Exchange] = [:]
  private var idle: [Exchange] = []
  /// Whether a transfer was started that curl has not yet looked at.
  private var hasNews = false
  private var lookups = LookupLimit()
  private var lastID = 0
  private var isShutDown = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

  package init(_ options: FetcherOptions) {
    self.options = options
    trust = TrustStore(furtherFile: options.caFile)
    budget = BodyBudget(limit: max(options.bodyBudget, options.maxBody))
    queue = AdmissionQueue(total: options.connections, perHost: options.connectionsPerHost)
    multi = MultiHandle(connections: options.connections, connectionsPerHost: options.connectionsPerHost)
    // Weak, so that dropping the last reference ends the thread. While a fetch runs, its caller holds one.
    thread.start { [weak self] in
      self?.assumeIsolated { $0.turn() } ?? false
    }
  }

  deinit { thread.stop() }

  /// Asks for a document, through at most `maxRedirects` redirects, and waits for the answer.
  package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    lastID += 1
    let id = lastID
    let fetch = try Fetch(id: id, request: request, options: options)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { answer in begin(fetch, answer) }
    } onCancel: {
      Task { await self.cancel(id) }
    }
    return try result.get()
  }

  /// Aborts every fetch, and refuses those to come.
  package func shutdown() {
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
    let exchange = idle.popLast() ?? Exchange(options: options, budget: budget)
    do throws(FetchError) {
      try exchange.prepare(plan, bundle: try bundle(for: plan))
      running[fetch.id] = exchange
      multi.add(exchange.easy)
      hasNews = true
    } catch {
      idle.append(exchange)
      end(fetch, .failure(error))
    }
  }

  /// Keeps an exchange that has ended for another fetch.
  private func retire(_ exchange: Exchange) {
    multi.remove(exchange.easy)
    exchange.finish()
    idle.append(exchange)
  }

  /// Ends a fetch that holds a place in the queue.
  private func end(_ fetch: Fetch, _ result: Result<FetchResponse, FetchError>) {
    queue.release(host: fetch.url.host)
    fetches.removeValue(forKey: fetch.id)?.answer.resume(returning: result)
  }

  /// The certificates to check the server by. Throws where the exchange cannot even begin.
  private func bundle(for plan: Exchange.Plan) throws(FetchError) -> String? {
    if plan.isByName && !lookups.permitsAnother() {
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
    if !hasNews && multi.wait(orFor: thread.wake) { thread.clearWake() }
    hasNews = false
    multi.perform()
    while let (exchange, code) = multi.nextFinished() { finish(exchange, code) }
    admit()
    return !running.isEmpty
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
