import FeedParsing
import Fetching
import FoundationEssentials
import SystemPackage

/// What reading a feed's source came to, whether it is fetched or a local file.
enum FeedAnswer {
  /// The server says that nothing changed.
  case unchanged(FetchResponse)
  /// Bytes arrived. A local file has no response.
  case bytes([UInt8], response: FetchResponse?)
  /// Nothing usable arrived.
  case failed(PollFailure, response: FetchResponse?)
}

/// Reads feeds' sources: over HTTP, or from local files.
struct FeedSources: Sendable {
  let fetcher: Fetcher
  /// The largest local file that is read, in bytes.
  let maxBody: Int

  /// Asks for what the feed holds now.
  /// - Parameter address: Where: the feed's own address, or one that its server or document named. What the feed's list
  ///   grants (headers, a private network, a doubtful certificate) is granted to its own host only.
  func read(_ feed: FeedSource, at address: String, conditions: Validators, now: Date) async -> FeedAnswer {
    if feed.isFile { return Self.readFile(feed.url, maxBody: maxBody) }
    let isOwnHost = URLHost.of(address) == URLHost.of(feed.url)
    let request = FetchRequest(
      url: address,
      validators: conditions,
      headers: isOwnHost ? feed.headers.map { HeaderField(name: $0.name, value: $0.value) } : [],
      networks: isOwnHost && feed.allowPrivateNetworks ? .privateHost : .publicOnly,
      tls: isOwnHost && !feed.verifyTLS ? .none : .full
    )
    do throws(FetchError) {
      return Self.judge(try await fetcher.fetch(request), conditional: conditions != .none, now: now)
    } catch .cancelled {
      return .failed(.interrupted, response: nil)
    } catch {
      return .failed(PollFailure(.transfer, error.description), response: nil)
    }
  }

  private static func judge(_ response: FetchResponse, conditional: Bool, now: Date) -> FeedAnswer {
    switch response.status {
    case 200, HTTPStatus.deltaUsed: return .bytes(response.body, response: response)
    case 304 where conditional: return .unchanged(response)
    case 304:
      return .failed(PollFailure(.status(304), "answered 304 to a request without conditions"), response: response)
    default:
      let wait = RetryAfter.seconds(response.retryAfter, date: response.date, now: now)
      let reason = "answered \(HTTPStatus.words(response.status))"
      return .failed(PollFailure(.status(response.status), reason, retryAfter: wait), response: response)
    }
  }

  private static func readFile(_ path: String, maxBody: Int) -> FeedAnswer {
    func failure(_ reason: String) -> FeedAnswer { .failed(PollFailure(.transfer, reason), response: nil) }
    do {
      // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
      return try file.closeAfter {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
          let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
          guard count > 0 else { return .bytes(bytes, response: nil) }
          guard bytes.count + count <= maxBody else { return failure("is larger than \(maxBody) bytes") }
          bytes.append(contentsOf: buffer[..<count])
        }
      }
    } catch let error as Errno {
      return failure("cannot be read: \(error.description)")
    } catch {
      return failure("cannot be read: \(error)")
    }
  }
}

/// HTTP statuses in words.
enum HTTPStatus {
  /// 226 IM Used: the body holds only what is new (RFC 3229, `A-IM: feed`).
  static let deltaUsed = 226

  /// The status with its usual phrase: "503 Service Unavailable".
  static func words(_ status: Int) -> String {
    phrases[status].map { "\(status) \($0)" } ?? "\(status)"
  }

  private static let phrases = [
    204: "No Content", 300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 400: "Bad Request",
    401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 410: "Gone", 418: "I'm a teapot", 421: "Misdirected Request",
    429: "Too Many Requests", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}
