import Fetching

/// A document that a command reads from the network, once and without any state.
package struct RemoteFile: Sendable {
  /// What a document is read for, and so by which manners.
  package enum Purpose: Sendable {
    /// A feed that the user names: robots.txt is for programs that find their own way.
    case feed
    /// A page to look for feeds in, where its site's robots.txt allows that.
    case page
  }

  /// Where the document may lie.
  package enum Reach: Sendable {
    /// In the public internet.
    case publicNetworks
    /// Also in a private network, as far as it is the host of the document's own address.
    case privateHost
  }

  /// The document's bytes.
  package var bytes: [UInt8]
  /// The media type that the server gave it.
  package var contentType: String?
  /// Where it came from in the end.
  package var url: String?

  /// A document that is already here.
  package init(bytes: [UInt8], contentType: String?, url: String?) {
    self.bytes = bytes
    self.contentType = contentType
    self.url = url
  }

  /// Fetches the document at `url`, as a configuration's settings say if they are given.
  /// - Throws: `PollFailure` with the reason in words.
  package init(
    url: String, for purpose: Purpose, reach: Reach, as http: HTTPSettings? = nil
  ) async throws(PollFailure) {
    let fetcher = http.map(Fetcher.init) ?? Fetcher(FetcherOptions(userAgent: Version.userAgent(contact: nil)))
    let site = RemoteSite(fetcher: fetcher, networks: reach == .privateHost ? .privateHost : .publicOnly)
    let response: FetchResponse
    do throws(PollFailure) {
      response = try await site.document(at: url, for: purpose)
    } catch {
      await fetcher.shutdown()
      throw error
    }
    await fetcher.shutdown()
    self.init(bytes: response.body, contentType: response.contentType, url: response.finalURL)
  }
}
