namespace Spacemesh.Libp2p;

/// <summary>Why an operation on a connection or stream failed.</summary>
public enum Libp2pFault
{
    /// <summary>The peer sent what its protocol forbids.</summary>
    ProtocolViolation,

    /// <summary>The security handshake failed: another network, a forged key, a damaged message.</summary>
    HandshakeFailed,

    /// <summary>The peer proved to be another than the expected one.</summary>
    WrongPeer,

    /// <summary>The peer supports none of the proposed protocols.</summary>
    ProtocolNotSupported,

    /// <summary>The stream was reset, by either side.</summary>
    StreamReset,

    /// <summary>The stream ended in the middle of what was read.</summary>
    UnexpectedEnd,

    /// <summary>The connection is closed.</summary>
    ConnectionClosed,

    /// <summary>A deadline passed.</summary>
    Timeout,

    /// <summary>An own limit or the gater refuses.</summary>
    Refused,

    /// <summary>No address of the peer could be dialled.</summary>
    DialFailed,

    /// <summary>There is no connection to the peer and none may be made.</summary>
    NotConnected,

    /// <summary>The transport failed below.</summary>
    Transport,
}
