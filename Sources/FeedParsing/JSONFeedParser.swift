import FoundationEssentials

/// Reads JSON Feed 1.0 and 1.1, with patience for values of the wrong type.
enum JSONFeedParser {
  /// Whether a document is JSON rather than XML.
  static func looksLikeJSON(_ bytes: borrowing Span<UInt8>, at start: Int) -> Bool {
    bytes[start] == UInt8(ascii: "{") || bytes[start] == ASCII.bracket
  }

  /// The feed that a JSON document is.
  static func parse(_ decoded: DecodedText, baseURL: String?) throws(FeedParsingError) -> FeedDocument {
    let bounds = JSONBounds(decoded.bytes.span)
    let bytes = bounds.apply(to: decoded.bytes)
    let value: JSONValue
    var excess = bounds.excess
    var repaired: JSONRepair.Result?
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    } catch {
      let mended = JSONRepair.repair(bytes.span)
      repaired = mended
      if let place = mended.tooDeep {
        let message = "lists and objects stand more than \(JSONBounds.depth) deep within one another"
        excess = Excess(place: bounds.place(of: place), message: message)
      }
      do {
        value = try JSONDecoder().decode(JSONValue.self, from: Data(mended.bytes))
      } catch {
        throw .brokenJSON(reason: excess?.message ?? "it is malformed")
      }
    }
    let version = value["version"]?.string ?? ""
    guard case .object = value, version.contains("jsonfeed.org") || value["items"]?.array != nil else {
      throw refusal(of: value)
    }
    var reader = JSONFeedReader(
      document: FeedDocument(format: version.hasSuffix("/1") ? .json10 : .json11, encoding: decoded.encoding),
      baseURL: baseURL)
    reader.read(value, itemsLeftOut: bounds.itemsLeftOut)
    var document = reader.document
    document.completeStories(baseURL: baseURL)
    if let excess {
      document.isDegraded = true
      let line = excess.line(in: decoded.bytes.span)
      document.warnings.append(ParseWarning(line: line, message: "\(excess.message); what follows was left out"))
    } else if let repaired {
      document.isDegraded = repaired.isTruncated
      document.warnings.append(
        ParseWarning(message: repaired.isTruncated ? "the JSON is cut off" : "the JSON is malformed and was mended"))
    }
    return document
  }

  private static func refusal(of value: JSONValue) -> FeedParsingError {
    let error = value["error"] ?? value["errors"]?.array?.first ?? value["message"]
    guard let error else { return .notAJSONFeed }
    let message = error.string ?? error["message"]?.string ?? value["message"]?.string ?? "no words given"
    return .jsonError(message: String(message.prefix(200)))
  }
}
