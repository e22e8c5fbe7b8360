import Fetching

/// A document that a command reads from the network, once and without any state.
package struct RemoteFile: Sendable {
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

  /// Fetches the document at `url`.
  /// - Throws: `PollFailure` with the reason in words.
  package init(url: String, allowPrivateNetworks: Bool) async throws(PollFailure) {
    let fetcher = Fetcher(FetcherOptions(userAgent: Version.userAgent(contact: nil)))
    let networks: AllowedNetworks = allowPrivateNetworks ? .privateHost : .publicOnly
    let response: FetchResponse
    do throws(FetchError) {
      response = try await fetcher.fetch(FetchRequest(url: url, networks: networks))
    } catch {
      await fetcher.shutdown()
      throw PollFailure(.transfer, error.description)
    }
    await fetcher.shutdown()
    guard response.status == 200 else {
      throw PollFailure(.status(response.status), "answered \(HTTPStatus.words(response.status))")
    }
    self.init(bytes: response.body, contentType: response.contentType, url: response.finalURL)
  }
}
