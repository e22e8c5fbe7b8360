import CCurl
import Fetching
import Watching

/// The least that a poll can cost: libcurl's multi interface fetches, with the requests that vigie sends, libxml2's SAX2
/// parser collects, each word is looked up once, and nothing is kept but the validators. It trusts whom vigie trusts.
@safe final class BarePoll {
  private struct Transfer {
    var feed = 0
    var body: [UInt8] = []
  }

  /// Whose request it sends.
  private static let manners = FetcherOptions(userAgent: Version.userAgent(contact: nil))

  private let urls: [String]
  private let words: WordScan
  private let trust: TrustStore
  private let multi: UnsafeMutableRawPointer
  private let transfers: UnsafeMutableBufferPointer<Transfer>
  private var easies: [UnsafeMutableRawPointer] = unsafe []
  private var lists: [UnsafeMutablePointer<curl_slist>?] = unsafe []
  private var next = 0
  private var running = 0
  /// The header lines that make each feed's next request conditional.
  private(set) var conditions: [[String]]
  /// Answers of 200, answers of 304, and words that a term begins with.
  private(set) var read = 0, unchanged = 0, found = 0

  /// A poll of `urls` over as many connections; `conditions` come from the poll before.
  init(
    urls: [String], conditions: [[String]]?, words: WordScan, connections: Int, caFile: String?
  ) throws(BenchError) {
    curl_global_init(Int(CURL_GLOBAL_ALL))
    guard let multi = unsafe curl_multi_init() else { throw .unusable("libcurl does not start") }
    self.urls = urls
    self.words = words
    trust = TrustStore(furtherFile: caFile)
    unsafe self.multi = unsafe multi
    self.conditions = conditions ?? Array(repeating: [], count: urls.count)
    unsafe transfers = .allocate(capacity: connections)
    unsafe transfers.initialize(repeating: Transfer())
    unsafe _ = vigie_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
    for slot in 0..<connections {
      guard let easy = unsafe curl_easy_init() else { throw .unusable("libcurl does not start") }
      unsafe prepare(easy, slot: slot)
      unsafe easies.append(easy)
      unsafe lists.append(nil)
    }
  }

  deinit {
    for slot in unsafe easies.indices {
      unsafe curl_easy_cleanup(easies[slot])
      unsafe curl_slist_free_all(lists[slot])
    }
    unsafe _ = curl_multi_cleanup(multi)
    unsafe transfers.deinitialize()
    unsafe transfers.deallocate()
  }

  /// Polls every feed once.
  func run() {
    for slot in unsafe easies.indices { start(slot) }
    var active: Int32 = 0
    while running > 0 {
      unsafe _ = curl_multi_perform(multi, &active)
      var code = CURLE_OK
      while let easy = unsafe vigie_multi_next_finished(multi, &code) {
        guard let slot = unsafe slot(of: easy) else { continue }
        unsafe _ = curl_multi_remove_handle(multi, easy)
        running -= 1
        unsafe finish(easy, slot: slot)
        start(slot)
      }
      if running > 0 { unsafe _ = curl_multi_poll(multi, nil, 0, 1_000, nil) }
    }
  }

  private func prepare(_ easy: UnsafeMutableRawPointer, slot: Int) {
    unsafe _ = vigie_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
    unsafe _ = vigie_easy_set_string(easy, CURLOPT_ACCEPT_ENCODING, "")
    unsafe _ = vigie_easy_set_string(easy, CURLOPT_USERAGENT, Self.manners.userAgent)
    // By default curl goes through all the names that it remembers after each transfer.
    unsafe _ = vigie_easy_set_long(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0)
    // The store of a folder would be read anew for every connection.
    unsafe _ = vigie_easy_set_string(easy, CURLOPT_CAPATH, nil)
    if case .success(let bundle) = trust.bundle { unsafe _ = vigie_easy_set_string(easy, CURLOPT_CAINFO, bundle) }
    guard let start = unsafe transfers.baseAddress else { return }
    // The transfers stay where they are until `deinit`, which ends the easy handles first.
    unsafe _ = vigie_easy_set_pointer(easy, CURLOPT_WRITEDATA, UnsafeMutableRawPointer(start + slot))
    unsafe _ = vigie_easy_set_pointer(easy, CURLOPT_PRIVATE, UnsafeMutableRawPointer(start + slot))
    unsafe _ = vigie_easy_set_sink(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
      guard let bytes = unsafe bytes, let user = unsafe user else { return 0 }
      let transfer = unsafe user.assumingMemoryBound(to: Transfer.self)
      unsafe transfer.pointee.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
  }

  private func slot(of easy: UnsafeMutableRawPointer) -> Int? {
    guard let start = unsafe transfers.baseAddress, let own = unsafe vigie_easy_get_pointer(easy, CURLINFO_PRIVATE)
    else { return nil }
    return unsafe own.assumingMemoryBound(to: Transfer.self) - start
  }

  private func start(_ slot: Int) {
    guard next < urls.count else { return }
    let easy = unsafe easies[slot]
    unsafe transfers[slot].feed = next
    unsafe transfers[slot].body.removeAll(keepingCapacity: true)
    unsafe _ = vigie_easy_set_string(easy, CURLOPT_URL, urls[next])
    unsafe curl_slist_free_all(lists[slot])
    unsafe lists[slot] = curl_slist_append(nil, "Accept: \(Self.manners.accept)")
    for line in conditions[next] { unsafe lists[slot] = curl_slist_append(lists[slot], line) }
    unsafe _ = vigie_easy_set_list(easy, CURLOPT_HTTPHEADER, lists[slot])
    unsafe _ = curl_multi_add_handle(multi, easy)
    next += 1
    running += 1
  }

  private func finish(_ easy: UnsafeMutableRawPointer, slot: Int) {
    switch unsafe vigie_easy_get_long(easy, CURLINFO_RESPONSE_CODE) {
    case 200:
      read += 1
      let text = unsafe SAXBaseline.text(of: transfers[slot].body)
      found += words.count(in: text)
      conditions[unsafe transfers[slot].feed] =
        [("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")].compactMap { condition, name in
          var header: UnsafeMutablePointer<curl_header>?
          guard unsafe curl_easy_header(easy, name, 0, UInt32(CURLH_HEADER), -1, &header) == CURLHE_OK,
            let value = unsafe header?.pointee.value
          else { return nil }
          return unsafe "\(condition): \(String(cString: value))"
        }
    case 304: unchanged += 1
    default: break
    }
  }
}
