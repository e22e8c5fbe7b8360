/// HTML's named character references, found by their bytes.
struct HTMLEntities: Sendable {
  /// What a name stands for.
  struct Entity: Sendable {
    /// The first scalar.
    let first: Unicode.Scalar
    /// The second scalar of the few names that stand for two.
    let second: Unicode.Scalar?
    /// Whether HTML reads the name without a semicolon too.
    let isLegacy: Bool
    fileprivate let name: Range<Int>
  }

  /// The longest name, in bytes.
  static let longestName = 31
  /// The one table.
  static let table = HTMLEntities()

  private let text: [UInt8]
  private let entities: [Entity]
  /// Open addressing: 1 + an index into `entities`, or 0.
  private let slots: [UInt16]
  private static let slotMask = 8_191

  private init() {
    let source = htmlEntityNames
    // A static string's bytes live for ever.
    let text = unsafe [UInt8](UnsafeBufferPointer(start: source.utf8Start, count: source.utf8CodeUnitCount))
    var entities: [Entity] = []
    var slots = [UInt16](repeating: 0, count: Self.slotMask + 1)
    var index = 0
    while index < text.count {
      let start = index
      while text[index] != ASCII.colon { index += 1 }
      let isLegacy = text[index - 1] == UInt8(ascii: "*")
      let name = start..<(isLegacy ? index - 1 : index)
      index += 1
      var scalars: [Unicode.Scalar] = []
      var value: UInt32 = 0
      while true {
        let digit = index < text.count ? text[index].hexValue : nil
        index += 1
        if let digit {
          value = value << 4 | digit
          continue
        }
        if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        value = 0
        guard index <= text.count, text[index - 1] == UInt8(ascii: "+") else { break }
      }
      while index < text.count, text[index].isSpace { index += 1 }
      var slot = Self.hash(text.span.extracting(name))
      while slots[slot] != 0 { slot = (slot + 1) & Self.slotMask }
      entities.append(
        Entity(first: scalars[0], second: scalars.count > 1 ? scalars[1] : nil, isLegacy: isLegacy, name: name))
      slots[slot] = UInt16(entities.count)
    }
    self.text = text
    self.entities = entities
    self.slots = slots
  }

  /// What `name`, without `&` and `;`, stands for. Case counts.
  func entity(named name: borrowing Span<UInt8>) -> Entity? {
    guard name.count > 1, name.count <= Self.longestName else { return nil }
    var slot = Self.hash(name)
    while slots[slot] != 0 {
      let entity = entities[Int(slots[slot]) - 1]
      if entity.name.count == name.count {
        var offset = 0
        while offset < name.count, text[entity.name.lowerBound + offset] == name[offset] { offset += 1 }
        if offset == name.count { return entity }
      }
      slot = (slot + 1) & Self.slotMask
    }
    return nil
  }

  private static func hash(_ name: borrowing Span<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for index in 0..<name.count { hash = (hash ^ UInt32(name[index])) &* 16_777_619 }
    return Int(hash ^ hash >> 15) & slotMask
  }
}
