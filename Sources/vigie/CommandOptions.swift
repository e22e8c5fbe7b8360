import Archive
import ArgumentParser
import FoundationEssentials
import Matching
import Watching

/// The option that every command has.
struct ConfigOption: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The configuration to use.", valueName: "path"))
  var config: String?

  /// The configuration's path: as given, else the first of the usual places that exists.
  func path() throws -> String {
    if let config { return config }
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["VIGIE_CONFIG"], !path.isEmpty { return path }
    let home = environment["HOME"].map { "\($0)/.config" }
    let user = [environment["XDG_CONFIG_HOME"], home].compactMap(\.self).first { !$0.isEmpty }
    let places = ["Config/vigie.yaml", user.map { "\($0)/vigie/vigie.yaml" }, "/etc/vigie/vigie.yaml"]
    let candidates = places.compactMap(\.self)
    if let found = candidates.first(where: FileManager.default.fileExists) { return found }
    let list = candidates.joined(separator: ", ")
    throw Failure.configuration("no configuration found: looked for \(list); name one with --config PATH")
  }

  /// The configuration, or a failure that lists everything wrong with it.
  func load(_ scrutiny: Scrutiny = .errors) throws -> Configuration {
    let path = try path()
    do throws(ConfigurationError) {
      return try Configuration.load(path: path, scrutiny)
    } catch {
      throw Failure(
        code: error.problems.isForbidden ? .permission : .configuration, lines: error.problems.map(\.description))
    }
  }
}

/// The option of commands that fetch a URL.
struct NetworkOption: ParsableArguments {
  @Flag(help: "Allow the URL's host to lie in a private network.")
  var allowPrivateNetworks = false

  /// Where the URL's document may lie.
  var reach: RemoteFile.Reach { allowPrivateNetworks ? .privateHost : .publicNetworks }
}

/// The option `--base-url` of commands that read documents with relative links.
enum BaseURL {
  /// Refuses what no link can start from.
  static func validate(_ url: String?) throws {
    guard let url, URLHost.of(url) == nil else { return }
    throw ValidationError("--base-url: give an absolute URL such as https://example.org/page")
  }
}

/// Why a command ends without having done its work. Its lines go to standard error.
struct Failure: Error {
  var code: ExitCode
  var lines: [String]

  init(code: ExitCode, lines: [String]) {
    self.code = code
    self.lines = lines
  }

  init(code: ExitCode, _ message: String) {
    self.init(code: code, lines: ["vigie: \(message)"])
  }

  init(_ error: ArchiveError) {
    self.init(code: ExitCode(error.exitCode), error.description)
  }

  static func configuration(_ message: String) -> Failure { Failure(code: .configuration, message) }
  static func data(_ message: String) -> Failure { Failure(code: .data, message) }
  static func missingInput(_ message: String) -> Failure { Failure(code: .missingInput, message) }
}

extension ExitCode {
  // sysexits.h
  static let usage = ExitCode(64)
  static let data = ExitCode(65)
  static let missingInput = ExitCode(66)
  static let unavailable = ExitCode(69)
  static let software = ExitCode(70)
  static let permission = ExitCode(77)
  static let configuration = ExitCode(78)
}

/// A command whose failures are told in plain words and by the exit codes of the contract.
protocol WatchCommand: AsyncParsableCommand {
  /// Does the command's work.
  func perform() async throws
}

extension WatchCommand {
  func run() async throws {
    do {
      try await perform()
    } catch let failure as Failure {
      for line in failure.lines { Console.note(line) }
      throw failure.code
    } catch let error as ArchiveError {
      Console.fail(error.description)
      throw ExitCode(error.exitCode)
    }
  }
}
