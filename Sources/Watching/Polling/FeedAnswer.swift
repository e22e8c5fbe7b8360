import Fetching

/// What reading a feed's source came to, whether it is fetched or a local file.
enum FeedAnswer {
  /// The server says that nothing changed.
  case unchanged(FetchResponse)
  /// Bytes arrived. A local file has no response.
  case bytes([UInt8], response: FetchResponse?)
  /// Nothing usable arrived.
  case failed(PollFailure, response: FetchResponse?)
}
