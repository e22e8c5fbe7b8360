/// What a test waited for did not come about.
package struct NeverHappened: Error, CustomStringConvertible {
  /// What it was.
  package let description: String

  /// An error that says so.
  package init(_ description: String) { self.description = description }
}

/// Waits until something holds that another thread, task or process brings about; looks again and again.
///
/// A condition that throws does not hold yet, as while its file is not there.
/// - Throws: `NeverHappened` after 12,000 looks with a pause of 10 ms at least. That is two minutes, and more where the
///   machine is slow: only a test that fails waits for so long.
package func wait(
  file: String = #fileID, line: Int = #line, until condition: () async throws -> Bool
) async throws {
  var reason = ""
  for _ in 0..<12_000 {
    do {
      if try await condition() { return }
      reason = ""
    } catch {
      reason = ": \(error)"
    }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw NeverHappened("what \(file):\(line) waits for did not happen\(reason)")
}

/// Waits until a value is there that another thread, task or process gives, and returns it.
/// - Throws: `NeverHappened`, as `wait(until:)` does.
package func wait<Value>(
  file: String = #fileID, line: Int = #line, for value: () async throws -> Value?
) async throws -> Value {
  var found: Value?
  try await wait(file: file, line: line) {
    found = try await value()
    return found != nil
  }
  guard let found else { preconditionFailure("the wait ends with a value, or throws") }
  return found
}
