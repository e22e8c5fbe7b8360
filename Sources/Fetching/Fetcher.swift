import CCurl
import Synchronization

/// Fetches documents over HTTP, many at once, on one thread of its own.
///
/// Every status is an answer; only the lack of one is an error. Cancelling the task aborts its transfer.
package actor Fetcher {
  /// Who waits for an answer.
  private enum Caller {
    case task(CheckedContinuation<FetchResult, Never>)
    /// Nobody else may hold the fetcher while it runs.
    case collector(FetchAnswers, tag: Int, of: Fetcher)

    /// A task may hold a large body while it waits for the next.
    var claim: BodyBudget.Claim { if case .task = self { .urgent } else { .patient } }

    func collects(for answers: FetchAnswers) -> Bool {
      if case .collector(let own, _, _) = self { own === answers } else { false }
    }
  }

  /// A fetch with the caller who waits for it.
  private final class Call {
    let id: Int
    let fetch: Fetch
    let caller: Caller
    /// What moves it on while it runs, and its place in the queue.
    var exchange: Exchange?
    var place: AdmissionQueue<Call>.Host?
    /// The memory that was set aside for its body.
    var granted = 0
    var isEnded = false

    init(id: Int, _ fetch: Fetch, for caller: Caller) {
      self.id = id
      self.fetch = fetch
      self.caller = caller
    }
  }

  private let options: FetcherOptions
  private let rules: Fetch.Rules
  private let invalidHeader: HeaderField?
  private let trust: TrustStore
  private let thread = CurlThread()
  /// Nil before the first transfer, and after curl could not go on.
  private var multi: MultiHandle?
  private let budget: BodyBudget
  private var queue: AdmissionQueue<Call>
  private var calls: [Int: Call] = [:]
  /// How many of them have an exchange.
  private var running = 0
  /// Those whose large bodies found no memory, in the order in which they go on.
  private var postponed: [Call] = []
  /// How many wait for memory.
  var waitingForMemory: Int { postponed.count }
  private var idle: [Exchange] = []
  /// Whether a transfer was started that curl has not yet looked at.
  private var hasNews = false
  /// Whose first answer since they last looked has come in.
  private var news: [FetchAnswers] = []
  private var lookups = LookupLimit()
  private nonisolated let lastID = Atomic(0)
  private var isShutDown = false

  /// The one thread that curl runs on.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

  /// A fetcher that follows `options`, with connections of its own. Its thread begins with the first fetch.
  package init(_ options: FetcherOptions) {
    self.options = options
    rules = Fetch.Rules(options)
    invalidHeader = options.invalidHeader
    trust = TrustStore(furtherFile: options.caFile)
    budget = BodyBudget(limit: max(options.bodyBudget, options.maxBody)) { [thread] in thread.nudge() }
    queue = AdmissionQueue(total: options.connections, perHost: options.connectionsPerHost)
  }

  deinit { thread.stop() }

  /// Asks for a document, through at most `maxRedirects` redirects, and waits for the answer.
  package nonisolated func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    try startThread()
    let id = newID()
    let result = await withTaskCancellationHandler {
      await answer(to: request, id)
    } onCancel: {
      Task { await self.cancel(id) }
    }
    return try result.get()
  }

  /// Begins fetches as `fetch` does, and returns at once. Each answer goes to `answers` with the tag of its request.
  package nonisolated func begin(_ requests: [(tag: Int, request: FetchRequest)], for answers: FetchAnswers) {
    do throws(FetchError) {
      try startThread()
      thread.run { [self] in assumeIsolated { $0.beginAll(requests, for: answers) } }
    } catch {
      var isFirst = false
      for (tag, _) in requests where answers.add(tag, .failure(error)) { isFirst = true }
      if isFirst { answers.announce() }
    }
  }

  /// Aborts what was begun for `answers`: each fetch that has no answer yet is `cancelled`.
  package nonisolated func cancel(for answers: FetchAnswers) {
    thread.run { [self] in assumeIsolated { $0.cancelAll(for: answers) } }
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

  private nonisolated func newID() -> Int { lastID.add(1, ordering: .relaxed).newValue }

  private func answer(to request: FetchRequest, _ id: Int) async -> FetchResult {
    await withCheckedContinuation { answer in
      // A cancellation after this line finds the call in `calls`: it too has to come to this thread.
      guard !Task.isCancelled else { return answer.resume(returning: .failure(.cancelled)) }
      begin(request, id, for: .task(answer))
      admit()
    }
  }

  private func beginAll(_ requests: [(tag: Int, request: FetchRequest)], for answers: FetchAnswers) {
    for (tag, request) in requests { begin(request, newID(), for: .collector(answers, tag: tag, of: self)) }
    admit()
  }

  private func cancelAll(for answers: FetchAnswers) {
    for call in Array(calls.values) where call.caller.collects(for: answers) { cancel(call) }
    admit()
  }

  private func abortAll() {
    isShutDown = true
    for call in Array(calls.values) { cancel(call) }
    admit()
  }

  /// Puts a fetch into the queue.
  private func begin(_ request: FetchRequest, _ id: Int, for caller: Caller) {
    guard !isShutDown else { return answer(caller, .failure(.cancelled)) }
    do throws(FetchError) {
      if let invalidHeader { throw .badHeader(name: invalidHeader.shownName) }
      let call = Call(id: id, try Fetch(request, rules), for: caller)
      calls[id] = call
      if let (domain, gate) = call.fetch.firstGate {
        wait(call, for: gate, to: domain)
      } else {
        queue.add(call, host: call.fetch.url.host)
      }
    } catch {
      answer(caller, .failure(error))
    }
  }

  /// Has a call wait until its gate opens to a domain, or does not.
  private func wait(_ call: Call, for gate: DomainGate, to domain: String) {
    // It may take a while.
    returnMemory(of: call)
    gate.ask(domain) { [weak self, thread, id = call.id] refusal in
      thread.run { [weak self] in self?.assumeIsolated { $0.pass(id, refusal) } }
    }
  }

  /// Goes on with a call that waited for a gate, or ends it.
  private func pass(_ id: Int, _ refusal: FetchError?) {
    guard let call = calls[id] else { return }
    if let refusal {
      end(call, .failure(refusal))
    } else {
      queue.add(call, host: call.fetch.url.host)
    }
    admit()
  }

  private func cancel(_ id: Int) {
    guard let call = calls[id] else { return }
    cancel(call)
    admit()
  }

  private func cancel(_ call: Call) {
    if call.exchange?.isLookingUp == true { lookups.noteAbandoned() }
    end(call, .failure(.cancelled))
  }

  private func answer(_ caller: Caller, _ result: FetchResult) {
    switch caller {
    case .task(let continuation): continuation.resume(returning: result)
    case .collector(let answers, let tag, _): if answers.add(tag, result) { news.append(answers) }
    }
  }

  /// Tells those who have answers since that they have.
  private func announceNews() {
    for answers in news { answers.announce() }
    news = []
  }

  /// Starts what may run now, and lets callers know of what has ended. What has ended while it waited goes out of the
  /// queue, as it may hold this fetcher: also after a shut-down, when nothing else is left.
  private func admit() {
    repeat {
      while let (call, place) = queue.next() {
        if call.isEnded { queue.release(place) } else { start(call, place) }
      }
    } while resumePostponed()
    announceNews()
  }

  /// Puts those calls into the queue again that were postponed and for which there is memory now, for each as much as the
  /// largest body takes: none is postponed twice. Returns whether there were any.
  private func resumePostponed() -> Bool {
    let size = options.maxBody - BodyBudget.share
    var hasResumed = false
    postponed.removeAll { call in
      if call.isEnded { return true }
      guard budget.take(size, call.caller.claim) else { return false }
      call.granted = size
      queue.add(call, host: call.fetch.url.host)
      hasResumed = true
      return true
    }
    return hasResumed
  }

  private func start(_ call: Call, _ place: AdmissionQueue<Call>.Host) {
    call.place = place
    let plan = call.fetch.plan
    do throws(FetchError) {
      let bundle = try bundle(for: plan)
      let exchange = if let kept = idle.popLast() { kept } else { try Exchange(options: options, budget: budget) }
      try exchange.prepare(plan, for: call.id, bundle: bundle)
      exchange.takeMemory(call.caller.claim, granted: call.granted)
      if multi == nil {
        multi = try MultiHandle(connections: options.connections, connectionsPerHost: options.connectionsPerHost)
      }
      try multi?.add(exchange.easy)
      call.exchange = exchange
      running += 1
      hasNews = true
    } catch {
      end(call, .failure(error))
    }
  }

  /// Keeps the exchange of a call, which has ended, for another one.
  private func retireExchange(of call: Call) {
    guard let exchange = call.exchange.take() else { return }
    running -= 1
    let isFree = multi?.remove(exchange.easy) ?? true
    exchange.finish()
    if isFree { idle.append(exchange) }
  }

  /// Makes room for others where a call stands.
  private func leave(_ call: Call) {
    retireExchange(of: call)
    if let place = call.place.take() { queue.release(place) }
  }

  private func returnMemory(of call: Call) {
    budget.giveBack(call.granted)
    call.granted = 0
  }

  /// Ends a call, wherever it stands.
  private func end(_ call: Call, _ result: FetchResult) {
    leave(call)
    returnMemory(of: call)
    call.isEnded = true
    calls[call.id] = nil
    answer(call.caller, result)
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
    guard running > 0 else {
      if !postponed.isEmpty { admit() }
      return running > 0
    }
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
    return running > 0
  }

  private func finishEnded() {
    while let (exchange, code) = multi?.nextFinished() {
      if let call = calls[exchange.call] { finish(call, exchange, code) }
    }
  }

  /// Ends the calls that run, and begins the next ones with new connections.
  private func failRunning(_ error: FetchError) {
    for call in Array(calls.values) where call.exchange != nil { end(call, .failure(error)) }
    multi = nil
  }

  private func finish(_ call: Call, _ exchange: Exchange, _ code: CURLcode) {
    if exchange.isLookingUp && code == CURLE_OPERATION_TIMEDOUT { lookups.noteAbandoned() }
    switch call.fetch.step(after: exchange, code) {
    case .done(let result): end(call, result)
    case .again:
      retireExchange(of: call)
      let place = call.place.take().flatMap { queue.move(call, from: $0, to: call.fetch.url.host) }
      if let place { start(call, place) }
    case .later:
      leave(call)
      postponed.append(call)
    case .elsewhere(let domain, let gate):
      leave(call)
      wait(call, for: gate, to: domain)
    }
  }
}
