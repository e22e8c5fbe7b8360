import ArgumentParser
import FeedParsing
import FoundationEssentials
import Watching

struct Feeds: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show and edit the feed lists.",
    subcommands: [List.self, Add.self, Import.self, Export.self, Discover.self]
  )

  struct List: WatchCommand {
    static let configuration = CommandConfiguration(abstract: "Show the feeds of all lists.")

    @OptionGroup var options: ConfigOption
    @Option(help: ArgumentHelp("Only feeds with this tag.", valueName: "tag"))
    var tag: String?
    @Flag(help: "One JSON object a feed.")
    var json = false

    func perform() async throws {
      let feeds = try options.load().feeds.filter { feed in tag.map(feed.tags.contains) ?? true }
      let listing = FeedListing(feeds: feeds)
      Console.print(json ? listing.jsonLines : listing.lines(Console.terminal))
    }
  }

  struct Add: WatchCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a feed to a list.",
      discussion: "Writes to the first .yaml list, keeps its comments, and adds nothing twice."
    )

    @OptionGroup var options: ConfigOption
    @OptionGroup var target: TargetList
    @Option(help: ArgumentHelp("The feed's id.", valueName: "id"))
    var id: String?
    @Option(help: ArgumentHelp("The feed's title.", valueName: "title"))
    var title: String?
    @Option(help: ArgumentHelp("The feed's language, such as fr.", valueName: "language"))
    var language: String?
    @Option(help: ArgumentHelp("The feed's country, such as FR.", valueName: "country"))
    var country: String?
    @Option(name: .customLong("tag"), help: ArgumentHelp("A word for the feed.", valueName: "tag"))
    var tags: [String] = []
    @Argument(help: "The feed's address, or the path of a local file.")
    var url: String

    func perform() async throws {
      let isFile = URLHost.of(url) == nil && FileManager.default.fileExists(atPath: url)
      let address = isFile ? URL(filePath: url).standardizedFileURL.path : url
      let feed = NewFeed(url: address, id: id, title: title, language: language, country: country, tags: tags)
      try target.add([feed], options)
      let name = InputName(address)
      if name.kind == .file, !isFile {
        Console.note("\(name.shown): warning: there is no such file now; a web address begins with https:// or http://")
      }
    }
  }

  struct Import: WatchCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add the feeds of an OPML file, or of another list.",
      discussion: "Writes to the first .yaml list, keeps its comments, and adds nothing twice."
    )

    @OptionGroup var options: ConfigOption
    @OptionGroup var target: TargetList
    @Argument(help: "An .opml, .yaml or .txt list.")
    var file: String

    func perform() async throws {
      guard FileManager.default.fileExists(atPath: file) else { throw InputFile.missing(InputName(file)) }
      let list: FeedListEditing.Import
      do throws(ConfigurationProblem) {
        list = try FeedListEditing.feeds(in: file)
      } catch {
        throw Failure(code: error.isForbidden ? .permission : .data, lines: [error.description])
      }
      for problem in list.problems { Console.note(problem.description) }
      if !list.feeds.isEmpty { try target.add(list.feeds, options) }
      if list.problems.contains(where: { $0.severity == .error }) { throw ExitCode.data }
    }
  }

  struct Export: WatchCommand {
    static let configuration = CommandConfiguration(abstract: "Write all feeds as OPML 2.0 to standard output.")

    @OptionGroup var options: ConfigOption
    @Flag(help: "Keep users' names and passwords in addresses.")
    var withSecrets = false

    func perform() async throws {
      let feeds = try options.load().feeds
      let secrets: OPMLExport.Secrets = withSecrets ? .included : .omitted
      Console.write(Array(OPMLExport.document(of: feeds, title: "vigie", secrets: secrets).utf8))
    }
  }

  struct Discover: WatchCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the feeds that a web page links to.",
      discussion:
        "Reads a saved page, or a URL as far as its site's robots.txt allows. Addresses that are only guessed are marked so."
    )

    @Option(help: ArgumentHelp("The page's address, for a saved page.", valueName: "url"))
    var baseURL: String?
    @OptionGroup var network: NetworkOption
    @OptionGroup var options: ConfigOption
    @Argument(help: "A URL or an HTML file.")
    var page: String

    func validate() throws { try BaseURL.validate(baseURL) }

    func perform() async throws {
      let name = InputName(page)
      let file = try await RemoteFile(name, for: .page, reach: network.reach, options)
      let base = baseURL ?? file.url
      let links = DiscoveredFeeds.links(in: file, baseURL: base, name: name.shown)
      for link in links {
        let words = [link.url, link.title, link.isGuess ? "(a guess)" : ""].filter { !$0.isEmpty }
        Console.print(words.map(TerminalText.clean).joined(separator: "\t"))
      }
      if base == nil, links.contains(where: { URLHost.of($0.url) == nil }) {
        Console.note("\(name.shown): some addresses are relative; give the page's own with --base-url")
      }
    }
  }
}

/// The list that feeds are added to.
struct TargetList: ParsableArguments {
  @Option(help: ArgumentHelp("The list to write to, instead of the first .yaml list.", valueName: "list"))
  var to: String?

  func add(_ feeds: [NewFeed], _ options: ConfigOption) throws {
    let configuration = try options.load()
    guard let list = to ?? configuration.lists.first(where: { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }) else {
      throw Failure.configuration("\(configuration.file): names no .yaml list; say which list with --to LIST")
    }
    do throws(FeedListEditingError) {
      let outcome = try FeedListEditing.add(feeds, to: list, known: configuration.feeds)
      Console.print("\(list): \(outcome.added.count) added, \(outcome.known.count) known already")
    } catch {
      throw Failure(error)
    }
  }
}

extension Failure {
  fileprivate init(_ error: FeedListEditingError) {
    switch error {
    case .problems(let problems):
      self.init(code: problems.isForbidden ? .permission : .configuration, lines: problems.map(\.description))
    case .notExtensible: self.init(code: .configuration, lines: [error.description])
    case .forbidden: self.init(code: .permission, lines: [error.description])
    case .unwritable: self.init(code: ExitCode(73), lines: [error.description])
    case .unsupported: self.init(code: .usage, lines: [error.description])
    case .badFeed, .idTaken: self.init(code: .usage, error.description)
    }
  }
}
