/// Looks over a sound watchlist for what is legal but probably not meant.
struct WatchlistReview {
  private(set) var findings: [Diagnostic] = []

  /// Reviews a watchlist, given the text and the names from which it was parsed.
  init(_ watchlist: Watchlist, text: WatchlistText, names: NameTable) {
  }
}
