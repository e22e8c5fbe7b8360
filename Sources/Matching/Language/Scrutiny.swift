/// How closely a watchlist is looked at when it is parsed.
package enum Scrutiny: Sendable {
  /// What is wrong is found, and no more: for those who match, as fast as can be.
  case errors
  /// What is legal but probably not meant is found, too: for those who check.
  case doubts
}
