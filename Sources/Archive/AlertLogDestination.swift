/// Where the alert lines go.
package enum AlertLogDestination: Sendable, Equatable {
  /// A file, which gets every line exactly once.
  case file(String)
  /// The standard output, best effort: nobody can ask it what arrived.
  case standardOutput
}
