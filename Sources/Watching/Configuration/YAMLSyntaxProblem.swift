import Yams

/// Says in a user's words, and at its place, why a file is not YAML.
enum YAMLSyntaxProblem {
  /// The problem that an error of the YAML parser stands for; nil where it was reported otherwise.
  static func problem(for error: any Error, in source: SourceText) -> ConfigurationProblem? {
    switch error {
    case is UnreadableDuplicates:
      nil
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      self.problem(problem, context: context, at: FilePlace(line: mark.line, column: mark.column), in: source)
    default:
      ConfigurationProblem(file: source.file, place: .start, message: "this is not YAML: \(error)")
    }
  }

  private static func problem(
    _ problem: String, context: YamlError.Context?, at place: FilePlace, in source: SourceText
  ) -> ConfigurationProblem {
    if let context, let sign = ["while scanning an alias": "*", "while scanning an anchor": "&"][context.text] {
      // The parser stumbles behind the sign; the text that it was meant to be begins with it.
      let start = FilePlace(line: context.mark.line, column: context.mark.column)
      return source.problem(at: start, "a text cannot begin with \(sign.quoted); put it in quotes")
    }
    // At the end of a text without a last line break, the parser counts one line more than there is.
    let place = min(place, source.end)
    return source.problem(at: place, message(problem, context: context, scalar: source.scalar(at: place)))
  }

  private static func message(_ problem: String, context: YamlError.Context?, scalar: Unicode.Scalar?) -> String {
    switch (problem, scalar) {
    case ("found character that cannot start any token", "\t"),
      ("found a tab character where an indentation space is expected", _),
      ("found a tab character that violates indentation", _):
      return "a tab cannot indent YAML; use spaces"
    case ("found character that cannot start any token", let scalar?):
      return "a text cannot begin with \(String(scalar).quoted); put it in quotes"
    case ("mapping values are not allowed in this context", _):
      return "a `: ` inside a text that is not in quotes, or wrong indentation; put the text in quotes or behind `|`"
    case ("found undefined alias", _):
      return "`*` begins an alias, and none has that name; put a text that begins with `*` in quotes"
    case ("but found another document", _), ("did not find expected <document start>", _):
      return "a second YAML document begins here; keep one document in a file"
    case ("found unexpected end of stream", _), ("found unexpected document indicator", _):
      return "the quote\(opened(context)) is not closed"
    case ("did not find expected ',' or ']'", _):
      return "`,` or `]` expected: the list\(opened(context)) is not closed"
    case ("did not find expected ',' or '}'", _):
      return "`,` or `}` expected: the mapping\(opened(context)) is not closed"
    case ("did not find expected key", _), ("did not find expected <block end>", _),
      ("did not find expected '-' indicator", _):
      return "this does not fit the lines before it: check the indentation, and that a text which begins with a quote "
        + "ends with it (otherwise put the whole text behind `|` on the next line)"
    case ("block sequence entries are not allowed in this context", _):
      return "a `-` cannot stand here: put it in quotes, or begin the list on a line of its own"
    case ("did not find expected node content", _):
      return "a value is missing here"
    case ("found unknown escape character", _):
      return "this escape is none that YAML knows; write `\\\\` for a backslash, or use single quotes"
    case ("could not find expected ':'", _):
      return "`:` expected behind the key\(opened(context))"
    default:
      return "this is not YAML: \(context.map { "\($0.text), " } ?? "")\(problem)"
    }
  }

  private static func opened(_ context: YamlError.Context?) -> String {
    context.map { " that begins at \($0.mark.line):\($0.mark.column)" } ?? ""
  }
}
