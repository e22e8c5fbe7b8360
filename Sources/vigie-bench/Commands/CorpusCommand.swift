import ArgumentParser

struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Write the generated feeds, and a list of terms, into a folder.",
    discussion: """
      For measuring other programs on the same input, or for a server of your own (see `poll --base-url`). The folder \
      gets feed-0.xml and so on; the terms go beside it into FOLDER-terms.txt, one a line.
      """
  )

  @Argument(help: ArgumentHelp("The folder to write to; it is created.", valueName: "folder"))
  var folder: String
  @Option(help: ArgumentHelp("How many feeds.", valueName: "count"))
  var feeds = 1_000
  @Option(help: ArgumentHelp("How many terms.", valueName: "count"))
  var terms = 1_000

  func run() throws {
    let corpus = Corpus(generating: feeds)
    try corpus.write(to: folder)
    try TextFile.write(TermList.terms(terms).map { "\($0)\n" }.joined(), to: "\(folder)-terms.txt")
    print("\(corpus.documents.count.grouped) feeds, \(corpus.byteCount.megabytes) MB, \(corpus.origin)")
  }
}
