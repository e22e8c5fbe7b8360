// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "vigie",
  products: [
    .executable(name: "vigie", targets: ["vigie"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/pointfreeco/swift-custom-dump", from: "1.7.3"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
    .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

    .target(name: "Fetching", dependencies: ["CCurl", "CPSL"], swiftSettings: strict),
    .target(name: "FeedParsing", dependencies: ["CXML2"], swiftSettings: strict),
    .target(name: "CLD2Shim", linkerSettings: [.linkedLibrary("cld2")]),
    .target(name: "Matching", dependencies: ["CLD2Shim", "CStemmer"], swiftSettings: strict),
    .target(
      name: "Archive",
      dependencies: [
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "Watching",
      dependencies: [
        "Archive", "FeedParsing", "Fetching", "Matching",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "vigie",
      dependencies: [
        "Archive", "FeedParsing", "Matching", "Watching",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "vigie-bench",
      dependencies: [
        "Archive", "CCurl", "CXML2", "FeedParsing", "Fetching", "Matching", "MatchingOracle", "Watching",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),

    .target(
      name: "MatchingOracle", dependencies: ["Matching", "TestSupport"], path: "Tests/MatchingOracle",
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "FetchingTests", dependencies: ["Fetching", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "FeedParsingTests", dependencies: ["FeedParsing", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MatchingTests", dependencies: ["Matching", "MatchingOracle", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ArchiveTests",
      dependencies: ["Archive", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "WatchingTests",
      dependencies: [
        "Archive", "FeedParsing", "Matching", "TestSupport", "Watching",
        .product(name: "CustomDump", package: "swift-custom-dump"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "VigieTests",
      dependencies: [
        "vigie", "Archive", "TestSupport", "Watching",
        .product(name: "CustomDump", package: "swift-custom-dump"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)
