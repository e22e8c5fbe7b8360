import Fetching
import FoundationEssentials

/// Reads feeds' sources: over HTTP, or from local files.
struct FeedSources: Sendable {
  let fetcher: Fetcher
  private let files: LocalFiles
  private let http: HTTPSettings

  /// Sources read by a fetcher, or as local files under the limits of `http`.
  init(fetcher: Fetcher, files: LocalFiles, http: HTTPSettings) {
    self.fetcher = fetcher
    self.files = files
    self.http = http
  }

  /// Asks for what the feed holds now.
  /// - Parameter address: Where: the feed's own address, or one that its server or document named. What the feed's list
  ///   grants (a user, headers, a private network, a doubtful certificate) is granted to its own site only.
  /// - Parameter gate: What lets the request into domains where its feed has no turn.
  func read(
    _ feed: FeedSource, at address: String, conditions: Validators, gate: DomainGate? = nil, now: Date
  ) async -> FeedAnswer {
    if feed.isFile { return await readFile(feed.url) }
    let request = Self.request(for: feed, at: address, conditions: conditions, keepsConnection: true, gate: gate)
    do throws(FetchError) {
      return Self.answer(.success(try await fetcher.fetch(request)), conditions: conditions, now: now)
    } catch {
      return Self.answer(.failure(error), conditions: conditions, now: now)
    }
  }

  /// What to ask a server for, so that `answer` can say what came of it.
  /// - Parameter keepsConnection: Whether more will soon be asked of its host.
  static func request(
    for feed: FeedSource, at address: String, conditions: Validators, keepsConnection: Bool, gate: DomainGate?
  ) -> FetchRequest {
    // Another port or scheme is another site: what is granted to this one is nothing for that one to have.
    let isOwn = address == feed.url
    let isOwnSite = isOwn || FetchRequest.isSite(of: feed.url, address)
    return FetchRequest(
      url: isOwnSite && !isOwn ? FeedAddress.withUser(of: feed.url, address) : address,
      validators: conditions,
      headers: isOwnSite ? feed.headers.map { HeaderField(name: $0.name, value: $0.value) } : [],
      networks: isOwnSite && feed.allowPrivateNetworks ? .privateHost : .publicOnly,
      tls: isOwnSite && !feed.verifyTLS ? .none : .full,
      keepsConnection: keepsConnection,
      gate: gate
    )
  }

  /// What the answer to a request with these conditions amounts to.
  static func answer(_ result: FetchResult, conditions: Validators, now: Date) -> FeedAnswer {
    let response: FetchResponse
    switch result {
    case .success(let answer): response = answer
    case .failure(.cancelled): return .failed(.interrupted, response: nil)
    case .failure(let error): return .failed(PollFailure(.transfer, error.description), response: nil)
    }
    switch response.status {
    case 200, HTTPStatus.passedOn, HTTPStatus.deltaUsed: return .bytes(response.body, response: response)
    case 304 where conditions != .none: return .unchanged(response)
    case 304:
      return .failed(PollFailure(.status(304), "answered 304 to a request without conditions"), response: response)
    default:
      let wait = RetryAfter.seconds(response.retryAfter, date: response.date, now: now)
      let reason = "answered \(HTTPStatus.words(response.status))"
      return .failed(PollFailure(.status(response.status), reason, retryAfter: wait), response: response)
    }
  }

  private func readFile(_ path: String) async -> FeedAnswer {
    do throws(PollFailure) {
      let bytes = try await files.contents(of: path, limit: http.maxBody.bytes, within: http.timeout)
      return .bytes(bytes, response: nil)
    } catch {
      return .failed(error, response: nil)
    }
  }
}
