/// How far the log is known to be written: up to `offset`, where the line of `sequence` ends.
struct LogCheckpoint: Sendable, Equatable {
  var path: String
  var file: FileIdentity
  var offset: Int64
  var sequence: Int64
  /// How many bytes before `offset` are the line of `sequence`; 0 if that line stands in another file.
  var keptLength: Int
  /// The run of the machine in which this was written.
  var bootID: String
}
