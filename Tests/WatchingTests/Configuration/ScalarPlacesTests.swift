import Testing

@testable import Watching

@Suite struct ScalarPlacesTests {
  @Test func `compiles`() throws {
    let source = try SourceText(file: "a", bytes: Array("a: 1\nb: |\n  é x\n  y\na: 2\n".utf8))
    let document = YAMLDocument(source)
    #expect(document.problems == [])
    guard case .mapping(let entries) = document.root?.content else { Issue.record(); return }
    #expect(
      entries.map(\.key.place) == [
        FilePlace(line: 1, column: 1), FilePlace(line: 2, column: 1), FilePlace(line: 5, column: 1),
      ])
    let places = ScalarPlaces(of: entries[1].value, in: source)
    #expect(places.place(line: 1, column: 3) == FilePlace(line: 3, column: 5))
    #expect(places.place(line: 2, column: 1) == FilePlace(line: 4, column: 3))
  }
}
