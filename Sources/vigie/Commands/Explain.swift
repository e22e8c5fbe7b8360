import Archive
import ArgumentParser
import FeedParsing
import FoundationEssentials
import Watching

struct Explain: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show why a story matches a watchlist, or why it does not.",
    discussion: """
      STORY is an alert's id, a story's key, a publisher's id or a URL that the state folder knows; or a feed file, a \
      file of story lines (.jsonl), or - for standard input. Shows the query as a tree: what held, where it stands in \
      the text, and what is missing.
      """
  )

  @OptionGroup var options: ConfigOption
  @OptionGroup var choice: WatchlistChoice
  @Option(
    name: .customLong("story"), help: ArgumentHelp("The story's id or URL in a file of several.", valueName: "id"))
  var id: String?
  @Flag(help: "One JSON object, for programs.")
  var json = false
  @Argument(help: ArgumentHelp("A story: an id or URL, a file, or -.", valueName: "story"))
  var story: String
  @Argument(help: ArgumentHelp("The watchlist's id; not with --query.", valueName: "watchlist"))
  var watchlist: String?

  func validate() throws {
    if choice.query != nil, watchlist != nil {
      throw ValidationError("--query and a watchlist's id exclude each other")
    }
    if choice.isConfiguration, watchlist == nil {
      throw ValidationError("name the watchlist behind the story, or give --query or --watchlists")
    }
  }

  func perform() async throws {
    let entry = try entry(among: try choice.entries(else: options))
    let explained = try explainedStory()
    let explanation = explained.explanation(by: entry)
    if json {
      Console.write(explanation.json(of: explained, by: entry) + [UInt8(ascii: "\n")])
      return
    }
    Console.print(ExplanationPrinter(Console.terminal).lines(for: explanation, of: explained, by: entry))
    for gap in explained.gaps { Console.note("note: \(gap)") }
  }

  private func entry(among entries: [WatchlistEntry]) throws -> WatchlistEntry {
    if let watchlist {
      if let entry = entries.first(where: { $0.id == watchlist }) { return entry }
      throw Failure.configuration("no watchlist has the id \(watchlist); there are: \(Self.list(entries.map(\.id)))")
    }
    guard let only = entries.first, entries.count == 1 else {
      throw Failure(code: .usage, "which watchlist? There are: \(Self.list(entries.map(\.id)))")
    }
    return only
  }

  // MARK: The story

  private func explainedStory() throws -> ExplainedStory {
    if story == "-" || FileManager.default.fileExists(atPath: story) { return try storyOfFile() }
    if Self.looksLikePath(story) { throw Failure.missingInput("\(story): no such file") }
    let configuration = try options.load()
    guard FileManager.default.fileExists(atPath: configuration.state),
      let found = try ExplainedStory.named(story, in: configuration)
    else {
      throw Failure.data("no story is known as \(story): give an alert's id, a story's id or URL, or a file")
    }
    return found
  }

  private func storyOfFile() throws -> ExplainedStory {
    let file = try InputFile.stories(story)
    guard file.flaws.isEmpty else { throw Failure(code: .data, lines: file.flaws.map(\.description)) }
    let wanted = id.map { id in file.stories.filter { $0.id == id || $0.url == id } } ?? file.stories
    guard let first = wanted.first else {
      throw Failure.data(id.map { "\(story) has no story \($0)" } ?? "\(story) has no stories")
    }
    guard wanted.count == 1 || id != nil else {
      throw Failure(
        code: .usage,
        "\(story) holds \(wanted.count) stories; choose one with --story: \(Self.list(wanted.map(\.id)))")
    }
    return ExplainedStory(first, of: file)
  }

  /// Whether a name is meant as a file's: an id or a URL seldom looks so.
  private static func looksLikePath(_ name: String) -> Bool {
    guard !name.contains("://") else { return false }
    let endings = [".xml", ".rss", ".atom", ".rdf", ".json", ".jsonl", ".ndjson", ".html"]
    return ["/", "./", "../", "~/"].contains(where: name.hasPrefix) || endings.contains(where: name.hasSuffix)
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(10).joined(separator: ", ")
    return TerminalText.clean(names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown)
  }
}
