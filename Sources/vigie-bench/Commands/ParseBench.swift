import ArgumentParser
import FeedParsing

struct ParseBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "From the bytes of feeds to complete stories, on one core.",
    discussion: """
      MB/s are of the documents' bytes, per CPU second; the reading of the files is not counted. Beside it, measured \
      in turns in the same run: libxml2's SAX2 memory parser with handlers that only collect the same fields, each in a \
      string of its own, as they stand in the document. The \
      ratio is of the best runs, vigie's speed to libxml2's. Errors are documents that are no feed. peak MB holds the \
      documents too.
      """
  )

  @Argument(help: ArgumentHelp("A folder of feeds, instead of the generated ones.", valueName: "dir"))
  var folder: String?
  @Option(help: ArgumentHelp("How many feeds to generate.", valueName: "count"))
  var feeds = 1_000
  @Option(help: ArgumentHelp("How often to parse them all.", valueName: "count"))
  var runs = 5

  func run() throws {
    let corpus = try Corpus(folder: folder, orGenerating: feeds)
    try Output.line("\(corpus.documents.count.grouped) feeds, \(corpus.byteCount.megabytes) MB (\(corpus.origin))")
    var stories = 0
    var errors = 0
    var collected = 0
    var own: [Measurement] = []
    var baseline: [Measurement] = []
    for _ in 0..<max(runs, 1) {
      own.append(Measurement.of { (stories, errors) = parse(corpus) })
      baseline.append(
        Measurement.of { collected = corpus.documents.reduce(0) { $0 + SAXStoryBaseline.stories(of: $1.bytes).count } })
    }
    var table = ResultTable(["", "MB/s", "(median)", "CPU s", "feeds/s", "peak MB", "stories", "errors"])
    table.add(row("vigie", Series(own), of: corpus) + [stories.grouped, errors.grouped])
    table.add(row("libxml2 SAX2", Series(baseline), of: corpus))
    table.print()
    let ratio = Series(baseline).bestCPU / Series(own).bestCPU
    // The first of each document holds the fields of the feed itself.
    print("ratio \(ratio.short), libxml2 collected \((collected - corpus.documents.count).grouped) stories")
  }

  private func parse(_ corpus: Corpus) -> (stories: Int, errors: Int) {
    var stories = 0
    var errors = 0
    for document in corpus.documents {
      do throws(FeedParsingError) {
        stories += try FeedParser.parse(document.bytes, contentType: nil, baseURL: nil).stories.count
      } catch {
        errors += 1
      }
    }
    return (stories, errors)
  }

  private func row(_ name: String, _ series: Series, of corpus: Corpus) -> [String] {
    let megabytes = Double(corpus.byteCount) / 1e6
    return [
      name, (megabytes / series.bestCPU).short, (megabytes / series.medianCPU).short,
      series.bestCPU.formatted(digits: 3), (Double(corpus.documents.count) / series.bestCPU).short,
      series.peak.megabytes,
    ]
  }
}
