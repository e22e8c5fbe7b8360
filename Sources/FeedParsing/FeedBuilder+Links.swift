/// What feeds say in attributes.
extension FeedBuilder {
  mutating func address(_ element: borrowing XMLElement, _ attribute: XMLLocalName, _ frame: Frame) -> String? {
    guard let url = element.address(attribute) else {
      if let length = element[attribute]?.utf8.count, length > FeedLimits.url {
        warn("an address of \(length) bytes was left out")
      }
      return nil
    }
    return base(in: frame) == baseURL ? url : URLResolution.resolve(url, against: base(in: frame))
  }

  /// The file that an element of `enclosure`'s kind names.
  mutating func file(
    _ element: borrowing XMLElement, address attribute: XMLLocalName, size: XMLLocalName, _ frame: Frame
  ) -> Attachment? {
    guard let url = address(element, attribute, frame) else { return nil }
    let bytes = element[size].flatMap { Int($0) }
    return Attachment(
      url: url, mimeType: element[.type].flatMap { $0.isEmpty ? nil : $0 },
      size: bytes.flatMap { $0 >= 0 ? $0 : nil },
      title: element[.title].flatMap { $0.isEmpty ? nil : $0 })
  }

  mutating func addStoryLink(_ element: borrowing XMLElement, _ frame: Frame) {
    guard let url = address(element, .href, frame) else {
      begin(.link, .plain)
      return
    }
    switch element[.rel]?.lowercased() {
    case nil, "", "alternate", "http://www.iana.org/assignments/relation/alternate":
      draft?.link.offer(url, rank: isAtom ? Self.pageRank(of: element[.type]) : 2)
    case "enclosure":
      if let file = file(element, address: .href, size: .length, frame) { draft?.add(file) }
    case "self": draft?.link.offer(url, rank: 5)
    default: break
    }
  }

  mutating func addFeedLink(_ element: borrowing XMLElement, _ frame: Frame) {
    guard let href = element[.href] else {
      begin(.link, .plain)
      return
    }
    // An empty address is the base's own.
    let base = base(in: frame)
    guard let address = href.isEmpty ? base : address(element, .href, frame) else { return }
    let url = URLResolution.resolve(address, against: base)
    switch element[.rel]?.lowercased() {
    case nil, "", "alternate":
      feedDraft.link.offer(url, rank: isAtom ? Self.pageRank(of: element[.type]) : 3)
    case "self": document.selfURL = document.selfURL ?? url
    case "hub": if document.hubs.count < 100 { document.hubs.append(url) }
    case "next": document.nextPage = document.nextPage ?? url
    case "prev-archive", "previous-archive": document.previousArchive = document.previousArchive ?? url
    case "next-archive": document.nextArchive = document.nextArchive ?? url
    default: break
    }
  }

  /// Of several pages the one that is said to be one comes first, then those of no type.
  private static func pageRank(of type: String?) -> Int {
    guard let type, !type.isEmpty else { return 1 }
    return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml") ? 0 : 2
  }
}
