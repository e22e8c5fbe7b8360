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

  @discardableResult
  mutating func addFile(
    _ element: borrowing XMLElement, address attribute: XMLLocalName, size: XMLLocalName, _ frame: Frame
  ) -> String? {
    guard let url = address(element, attribute, frame) else { return nil }
    let bytes = element[size].flatMap { Int($0) }
    draft?.add(
      Attachment(
        url: url, mimeType: element[.type].flatMap { $0.isEmpty ? nil : $0 },
        size: bytes.flatMap { $0 >= 0 ? $0 : nil },
        title: element[.title].flatMap { $0.isEmpty ? nil : $0 }))
    return url
  }

  mutating func addStoryLink(_ element: borrowing XMLElement, _ frame: Frame) {
    guard let url = address(element, .href, frame) else {
      begin(.link, .plain)
      return
    }
    switch element[.rel]?.lowercased() {
    case nil, "", "alternate", "http://www.iana.org/assignments/relation/alternate":
      let type = element[.type] ?? "text/html"
      let isPage = type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
      draft?.link.offer(url, rank: isAtom ? (isPage ? 0 : 1) : 2)
    case "enclosure": addFile(element, address: .href, size: .length, frame)
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
    let url = URLResolution.resolve(URLResolution.cleaned(Array(href.utf8).span) ?? "", against: base(in: frame))
    guard !url.isEmpty else { return }
    switch element[.rel]?.lowercased() {
    case nil, "", "alternate":
      let type = element[.type] ?? "text/html"
      let isPage = type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
      feedDraft.link.offer(url, rank: isAtom ? (isPage ? 0 : 1) : 3)
    case "self": document.selfURL = document.selfURL ?? url
    case "hub": if document.hubs.count < 100 { document.hubs.append(url) }
    case "next": document.nextPage = document.nextPage ?? url
    case "prev-archive", "previous-archive": document.previousArchive = document.previousArchive ?? url
    case "next-archive": document.nextArchive = document.nextArchive ?? url
    default: break
    }
  }
}
