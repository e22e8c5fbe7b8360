import FoundationEssentials

/// A domain that asked to be left alone, and until when.
struct HeldDomain: Equatable {
  var domain: String
  var until: Date
}
