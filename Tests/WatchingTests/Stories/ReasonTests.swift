import FoundationEssentials
import Matching
import Testing

@testable import Watching

/// `why`: the smallest part of a watchlist that held, as the watchlist writes it.
@Suite struct ReasonTests {
  @Test(arguments: [
    ("query: $company OR $business", "$company"),
    ("query: $business OR $company OR ($company AND Ma)", "$company"),
    ("query: (Tencent NEAR/3 Baidu) OR (Alibaba NEAR/3 Ma)", "Alibaba NEAR/3 Ma"),
    ("query: $company AND Ma", "$company AND Ma"),
    ("query: title:($business OR $company)", "title:($business OR $company)"),
    ("query: Tencent OR (Baidu OR (Jack OR Alibaba))", "Jack"),
    ("terms: [Tencent, Alibaba, Jack Ma]", "Alibaba, Jack Ma"),
    ("score: { threshold: 5, terms: { Alibaba: 6, Jack: -1, Tencent: 9 } }", "Alibaba 6 + Jack -1 = 5"),
  ])
  func `names the part that held`(rule: String, wanted: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = rule.contains("$") ? "names:\n  company: [Alibaba, 阿里系]\n  business: [Taobao, Tmall]\n" : ""
    let file = folder.appending(path: "w.yaml")
    try Data("id: w\n\(names)\(rule)\n".utf8).write(to: file)
    let (entries, problems) = WatchlistFiles.load(paths: [file.path])
    #expect(problems.filter { $0.severity == .error } == [])
    let stories = StoryFile(lines: Array(#"{"id":"1","title":"Alibaba and Jack Ma"}"#.utf8), name: "s")
    let findings = WatchlistSet(entries).findings(in: stories.stories[0], of: stories.feed)
    #expect(findings.map(\.match.why) == [wanted])
  }
}
