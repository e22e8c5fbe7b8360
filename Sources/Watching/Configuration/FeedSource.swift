import Fetching

/// One feed as the lists give it.
package struct FeedSource: Sendable, Equatable {
  /// A header of the feed's requests.
  package struct Header: Sendable, Equatable {
    /// The header's name, as written.
    package var name: String
    /// Its value: a secret, for all we know, and never for display.
    package var value: String

    /// A header from its name and value.
    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The feed's key: the `id` of its list, or else its address without userinfo.
  package var id: String
  /// The address to fetch, or the absolute path of a local file. May carry a password: never for display.
  package var url: String
  /// True where `url` is the path of a local file.
  package var isFile: Bool
  /// The title that the list gives.
  package var title: String?
  /// The language that the list gives, as BCP 47 writes it.
  package var language: String?
  /// The country that the list gives: two letters.
  package var country: String?
  /// The list's words for the feed.
  package var tags: [String]
  /// The feed's own polling interval.
  package var interval: Duration?
  /// The ids of the only watchlists that look at this feed; nil: all do.
  package var watchlists: [String]?
  /// Headers for the feed's own host.
  package var headers: [Header]
  /// True where the feed's own host may be private.
  package var allowPrivateNetworks: Bool
  /// False where the list says that the server's certificate does not count.
  package var verifyTLS: Bool
  /// The list that names the feed first.
  package var list: String
  /// The line in that list.
  package var line: Int

  /// A feed with everything but its address and tags at its default.
  package init(
    id: String, url: String, isFile: Bool = false, tags: [String] = [], list: String = "", line: Int = 0
  ) {
    self.id = id
    self.url = url
    self.isFile = isFile
    self.tags = tags
    self.headers = []
    self.allowPrivateNetworks = false
    self.verifyTLS = true
    self.list = list
    self.line = line
  }

  /// The address without userinfo, for logs, events and people.
  package var displayURL: String {
    isFile ? url : ShownURL.of(url)
  }
}
