/// Decides when a fetch may go on to another registrable domain than the one its caller has a turn at, where a redirect
/// leads there.
///
/// Politeness is owed to a domain as a whole, and only the caller knows who else asks it.
package struct DomainGate: Sendable {
  /// Lets the fetch go on, or ends it with an error.
  package typealias Pass = @Sendable (_ refusal: FetchError?) -> Void

  /// Whether the first request has to be let in too: its caller has no turn anywhere.
  let holdsFirst: Bool
  let ask: @Sendable (_ domain: String, _ pass: @escaping Pass) -> Void

  /// A gate before every change of domain, and with `holdsFirst` before the first request too.
  /// - Parameter ask: Called on the fetcher's thread, so it must not block. It has `pass` called once, at any time, from
  ///   any thread.
  package init(
    holdsFirst: Bool = false, ask: @escaping @Sendable (_ domain: String, _ pass: @escaping Pass) -> Void
  ) {
    self.holdsFirst = holdsFirst
    self.ask = ask
  }
}
