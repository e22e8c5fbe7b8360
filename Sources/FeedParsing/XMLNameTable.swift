import CXML2

/// Resolves libxml2's interned names once each: the same address is the same name.
@safe final class XMLNameTable {
  private struct Slot {
    var local: UInt = 0
    var uri: UInt = 0
    var prefix: UInt = 0
    var name = XMLName(namespace: .core, local: .unknown)
  }

  private static let slotCount = 256
  /// Open addressing; a slot without a local name is free, and some always are.
  private let slots: UnsafeMutablePointer<Slot>
  private var used = 0

  init() {
    unsafe slots = .allocate(capacity: Self.slotCount)
    unsafe slots.initialize(repeating: Slot(), count: Self.slotCount)
  }

  deinit { unsafe slots.deallocate() }

  /// The meaning of an interned name.
  @unsafe func name(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?
  ) -> XMLName {
    let wanted = Slot(local: UInt(bitPattern: local), uri: UInt(bitPattern: uri), prefix: UInt(bitPattern: prefix))
    // The index has eight bits, as many as there are slots.
    var index = Int(((wanted.local ^ (wanted.uri &* 31)) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    while unsafe slots[index].local != 0 {
      let slot = unsafe slots[index]
      if slot.local == wanted.local, slot.prefix == wanted.prefix, slot.uri == wanted.uri { return slot.name }
      index = (index + 1) & (Self.slotCount - 1)
    }
    return unsafe resolve(wanted, local, prefix, uri, freeSlot: index)
  }

  private func resolve(
    _ wanted: Slot, _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?, freeSlot index: Int
  ) -> XMLName {
    let name = unsafe XMLName(
      namespace: XMLNamespace(
        uri: uri.map { unsafe String(cString: $0) }, prefix: prefix.map { unsafe String(cString: $0) }),
      local: XMLLocalName(spelling: String(cString: local)))
    if used < Self.slotCount / 4 * 3 {
      unsafe slots[index] = Slot(local: wanted.local, uri: wanted.uri, prefix: wanted.prefix, name: name)
      used += 1
    }
    return name
  }
}
