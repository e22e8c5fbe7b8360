import ArgumentParser
import FeedParsing
import FoundationEssentials
import Watching

struct Parse: WatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show one feed as a JSON Feed 1.1 document.",
    discussion: "Reads a file, an http or https URL, or standard input (-)."
  )

  @Flag(help: "One item a line: the story lines that `vigie match` reads.")
  var lines = false
  @Option(help: ArgumentHelp("The Content-Type that HTTP would have said.", valueName: "type"))
  var contentType: String?
  @Option(help: ArgumentHelp("The URL that relative links start from.", valueName: "url"))
  var baseURL: String?
  @OptionGroup var network: NetworkOption
  @OptionGroup var options: ConfigOption
  @Argument(help: ArgumentHelp("A file, a URL, or - for standard input.", valueName: "source"))
  var source: String

  func validate() throws { try BaseURL.validate(baseURL) }

  func perform() async throws {
    let name = InputName(source)
    let input = try await RemoteFile(name, for: .feed, reach: network.reach, options)
    let document: FeedDocument
    do throws(FeedParsingError) {
      document = try FeedParser.parse(
        input.bytes, contentType: contentType ?? input.contentType, baseURL: baseURL ?? input.url)
    } catch {
      throw Failure.data("\(name.shown): \(error.description)")
    }
    for warning in document.warnings {
      let place = warning.line.map { "\(name.shown):\($0)" } ?? name.shown
      Console.note(TerminalText.clean("\(place): warning: \(warning.message)"))
    }
    if lines {
      for story in document.stories { Console.write(JSONFeedWriter.item(story) + [UInt8(ascii: "\n")]) }
    } else {
      Console.write(JSONFeedWriter.document(document) + [UInt8(ascii: "\n")])
    }
  }
}
