import Fetching

/// Reads single documents, and what their sites say of being read.
struct RemoteSite {
  let fetcher: Fetcher
  let networks: AllowedNetworks

  /// The document at a URL. A page is read only where robots.txt lets it be, also at the end of redirects.
  func document(at url: String, for purpose: RemoteFile.Purpose) async throws(PollFailure) -> FetchResponse {
    var rules: [String: RobotsRules] = [:]
    if purpose == .page { try await checkRobots(of: url, &rules) }
    let response = try await answer(at: url)
    guard response.status == 200 else {
      throw PollFailure(.status(response.status), "answered \(HTTPStatus.words(response.status))")
    }
    if purpose == .page, !response.redirects.isEmpty {
      try await checkRobots(of: response.finalURL, &rules)
    }
    return response
  }

  private func answer(at url: String) async throws(PollFailure) -> FetchResponse {
    do throws(FetchError) {
      return try await fetcher.fetch(FetchRequest(url: url, networks: networks))
    } catch {
      throw PollFailure(.transfer, error.description)
    }
  }

  /// Without a robots.txt everything may be read, and nothing where it cannot be learnt what it says (RFC 9309,
  /// section 2.3.1); nor where the site asks to be left alone.
  /// `known` has the rules of sites that were asked for them.
  private func checkRobots(of url: String, _ known: inout [String: RobotsRules]) async throws(PollFailure) {
    guard let (site, path) = Self.parts(of: url) else { return }
    let rules: RobotsRules
    if let read = known[site] { rules = read } else { rules = try await self.rules(of: site) }
    known[site] = rules
    guard !rules.allows(path) else { return }
    throw PollFailure(
      .document, "robots.txt asks programs not to read this page; a copy that you saved can be read as a file")
  }

  private func rules(of site: String) async throws(PollFailure) -> RobotsRules {
    let response: FetchResponse
    do throws(PollFailure) {
      response = try await answer(at: site + "/robots.txt")
    } catch {
      throw PollFailure(.transfer, "robots.txt cannot be read: \(error.reason)")
    }
    switch response.status {
    case 200..<300: return RobotsRules(response.body, for: "vigie")
    case 429, ..<400, 500...:
      throw PollFailure(
        .status(response.status), "robots.txt answered \(HTTPStatus.words(response.status)); try again later")
    default: return RobotsRules([], for: "vigie")
    }
  }

  /// A URL up to its path, and its path with the query.
  private static func parts(of url: String) -> (site: String, path: String)? {
    guard let slashes = url.firstRange(of: "://") else { return nil }
    let end = url[slashes.upperBound...].firstIndex { "/?#".contains($0) } ?? url.endIndex
    let path = url[end...].prefix { $0 != "#" }
    return (String(url[..<end]), path.hasPrefix("/") ? String(path) : "/\(path)")
  }
}
