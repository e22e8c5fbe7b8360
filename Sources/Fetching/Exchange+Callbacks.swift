import CCurl
import Glibc

/// What curl calls, on the curl thread, from inside `MultiHandle.perform` and `remove`.
extension Exchange {
  /// The exchange behind a pointer that `prepare` gave to curl: it is alive, as its transfer is in progress or its
  /// fetcher still holds it.
  @unsafe static func from(_ context: UnsafeMutableRawPointer) -> Exchange {
    unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  }

  static var bodyCallback: curl_write_callback {
    { bytes, size, count, context in
      guard let context = unsafe context else { return 0 }
      let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
      // Anything but the full count makes curl break off.
      return unsafe Exchange.from(context).receive(body: piece) ? size * count : count &+ 1
    }
  }

  static var headCallback: curl_write_callback {
    { _, size, count, context in
      guard let context = unsafe context else { return 0 }
      return unsafe Exchange.from(context).receive(headOf: size * count) ? size * count : 0
    }
  }

  static var openSocketCallback: curl_opensocket_callback {
    { context, _, address in
      guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
      let target = unsafe address.pointee
      let permitted = unsafe withUnsafePointer(to: &address.pointee.addr) { socketAddress in
        unsafe Exchange.from(context).permits(NetworkAddress(socketAddress))
      }
      guard permitted else { return CURL_SOCKET_BAD }
      return socket(target.family, target.socktype | Int32(SOCK_CLOEXEC.rawValue), target.protocol)
    }
  }

  /// A connection that another request opened, by rules of its own, is checked before it is used again.
  static var beforeRequestCallback: curl_prereq_callback {
    { context, address, _, _, _ in
      guard let context = unsafe context, let address = unsafe address else { return CURL_PREREQFUNC_ABORT }
      return unsafe Exchange.from(context).permitsRequest(to: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
  }
}
