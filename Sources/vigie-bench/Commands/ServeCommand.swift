import ArgumentParser

/// The server of `poll`, as a process of its own.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the files of a folder on the loopback interface until the standard input ends.",
    discussion: "Prints its port first. Knows keep-alive, ETag, Last-Modified and 304.",
    shouldDisplay: false
  )

  @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
  var folder: String

  func run() throws {
    var server = try LoopbackServer(Corpus(folder: folder).documents)
    try Output.line(String(server.port))
    try server.serve()
  }
}
