import CCurl
import Glibc

/// One HTTP request and its answer. Used again and again, for whichever fetch comes next.
final class Exchange {
  /// What to do on the network.
  struct Plan {
    enum Purpose { case answer, certificates }

    var url: FetchURL
    var credentials: FetchURL.Credentials?
    var headers: [HeaderField]
    var validators: Validators
    /// Whether any address will do, or only a public one.
    var allowsPrivate: Bool
    var verifies: Bool
    /// Whether the body may come compressed.
    var isDecoding = true
    /// Whether no kept connection will do.
    var isFresh = false
    /// Whether the connection stays open for another request.
    var keepsConnection = true
    var timeLeft: Duration
    var purpose: Purpose = .answer
  }

  /// Why we broke an answer off.
  enum Stop { case bodyTooLarge, overloaded, headTooLarge, enough, privateAddress(NetworkAddress) }

  /// Bytes kept of the body of an answer other than 2xx: enough to say what it is.
  static let errorBodyLimit = 64 * 1024

  let easy: EasyHandle
  private(set) var plan: Plan?
  /// The number of the call that it moves on.
  private(set) var call = 0
  /// What the options were last set for; nil where only a reset removes what the next request must not have.
  var lastSetup: Setup?
  /// Whether curl has sent its request, and has sent it anew, as the kept connection had died. Before 8.18 only a reset
  /// forgets how often it did; from the sixth time on it gives up.
  private(set) var hasAsked = false, hasAskedAnew = false
  private(set) var body: [UInt8] = []
  private(set) var stop: Stop?
  var headerLines = HeaderList()
  /// What the first of these lines are.
  var commonHeaders: CommonHeaders?
  let errors = ErrorBuffer()
  private(set) var headSize = 0
  /// Whether the head of the answer has come whole, and not only an interim one or a proxy's.
  private var hasHead = false
  private var bodyLimit: Int?
  private let budget: BodyBudget
  /// Bytes of memory that its call was granted before, and those that were taken from the budget beyond them.
  private var granted = 0, taken = 0
  private var claim = BodyBudget.Claim.patient
  let options: FetcherOptions

  init(options: FetcherOptions, budget: BodyBudget) throws(FetchError) {
    easy = try EasyHandle()
    self.options = options
    self.budget = budget
  }

  /// Sets everything up for `plan`. The exchange must outlive the transfer, for which curl holds a pointer to it.
  func prepare(_ plan: consuming Plan, for call: Int, bundle: String?) throws(FetchError) {
    self.call = call
    stop = nil
    headSize = 0
    hasHead = false
    bodyLimit = nil
    errors.clear()
    setOptions(plan, bundle: bundle)
    self.plan = plan
    hasAsked = false
    hasAskedAnew = false
    if let (option, code) = easy.refusal {
      let words = CurlLibrary.words(for: code)
      throw .other(code: Int(code.rawValue), message: "curl does not take option \(option.rawValue): \(words)")
    }
  }

  /// Says by what claim the body of what was prepared takes memory, and what was granted to its call before.
  func takeMemory(_ claim: BodyBudget.Claim, granted: Int) {
    self.claim = claim
    self.granted = granted
  }

  /// Lets go of the body and of its memory.
  func finish() {
    body = []
    budget.giveBack(taken)
    taken = 0
  }

  /// For as long as the body is held by whom it was for.
  func lendBody() -> BodyLoan? { budget.lend(body.count) }

  /// Whether it was broken off only because other large bodies had the memory.
  var isOverloaded: Bool { if case .overloaded = stop { true } else { false } }

  /// Curl's words about how the exchange failed; empty if there are none.
  var failureWords: String { errors.words }

  /// The time from the start, in seconds.
  var seconds: Double { Double(easy.offset(CURLINFO_TOTAL_TIME_T)) / 1_000_000 }

  /// Bytes received: the head, and the body as it travelled.
  var wireBytes: Int { easy.integer(CURLINFO_HEADER_SIZE) + easy.offset(CURLINFO_SIZE_DOWNLOAD_T) }

  /// Whether curl looks a name up for it that has not been found.
  var isLookingUp: Bool {
    plan?.url.isByName == true && easy.offset(CURLINFO_NAMELOOKUP_TIME_T) == 0
  }

  var status: Int { easy.integer(CURLINFO_RESPONSE_CODE) }

  /// OpenSSL's verdict on the server's certificate.
  var verifyCode: Int { easy.integer(CURLINFO_SSL_VERIFYRESULT) }

  /// The last header of the name, byte for byte; nil if it is not there, or empty.
  func header(_ name: StaticString) -> [UInt8]? { easy.lastHeader(name) }

  /// The last header of the name as text.
  func text(_ name: StaticString) -> String? { header(name).map { String(decoding: $0, as: UTF8.self) } }

  /// The headers of the name joined as one list.
  func list(_ name: StaticString) -> String? {
    let values = easy.headers(name).map { String(decoding: $0, as: UTF8.self) }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  // MARK: What curl reports

  /// Takes a piece of the decoded body; returns false to break off.
  func receive(body piece: UnsafeRawBufferPointer) -> Bool {
    let limit = bodyLimit ?? startBody()
    if case .bodyTooLarge = stop { return false }
    let room = limit - body.count
    if piece.count <= room {
      guard reserveMemory(for: piece.count) else { return false }
      unsafe body.append(contentsOf: piece)
      return true
    }
    if isSuccess {
      stop = .bodyTooLarge
    } else {
      unsafe body.append(contentsOf: piece.prefix(room))
      stop = .enough
    }
    return false
  }

  private func reserveMemory(for count: Int) -> Bool {
    let needed = max(body.count + count - BodyBudget.share - granted - taken, 0)
    // What is within the share is granted whatever others hold.
    guard needed == 0 || budget.take(needed, claim) else {
      stop = .overloaded
      // At once: the next body in turn may find room then.
      finish()
      return false
    }
    taken += needed
    return true
  }

  /// Takes a header line of `size` bytes; returns false to break off.
  func receive(headOf size: Int) -> Bool {
    headSize += size
    if headSize > options.maxHead { stop = .headTooLarge }
    // An empty line: the head is whole.
    if size <= 2 {
      // Of what a proxy says to CONNECT curl keeps the status elsewhere.
      if status >= 200 { hasHead = true }
      keepConnectionIfRedirected()
    }
    return headSize <= options.maxHead
  }

  /// The next hop mostly leads to the same host.
  private func keepConnectionIfRedirected() {
    guard lastSetup?.keepsConnection == false, Fetch.redirectStatuses.contains(status) else { return }
    easy.prefer(CURLOPT_FORBID_REUSE, 0)
    lastSetup = nil
  }

  /// Takes in that curl is about to send the request, and decides whether it may go to the address.
  func permitsRequest(to address: UnsafePointer<CChar>) -> Bool {
    if hasAsked { hasAskedAnew = true }
    hasAsked = true
    return unsafe permits(NetworkAddress(String(cString: address)))
  }

  /// Decides whether a connection to the address may be used.
  func permits(_ address: @autoclosure () -> NetworkAddress?) -> Bool {
    guard let plan, !plan.allowsPrivate, !options.usesProxy else { return true }
    guard let address = address() else { return false }
    if address.isPrivate {
      stop = .privateAddress(address)
      return false
    }
    stop = nil
    return true
  }

  /// Whether the status is 2xx, where the body is what was asked for.
  var isSuccess: Bool { 200..<300 ~= status }

  /// Whether the answer is one by its head alone, whatever becomes of its body: its status is not 2xx.
  var isAnsweredByHead: Bool { hasHead && !isSuccess }

  /// Fixes the limit of the body by the status, and reserves what is announced, up to the share that needs no budget.
  private func startBody() -> Int {
    let limit = isSuccess ? options.maxBody : min(Self.errorBodyLimit, options.maxBody)
    let announced = easy.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
    if isSuccess && announced > limit { stop = .bodyTooLarge }
    if announced > 0 { body.reserveCapacity(min(announced, limit, BodyBudget.share)) }
    bodyLimit = limit
    return limit
  }
}
