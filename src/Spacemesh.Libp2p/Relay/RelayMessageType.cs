namespace Spacemesh.Libp2p.Relay;

/// <summary>Kinds of messages on a hop stream; a stop stream has CONNECT as 0 and STATUS as 1.</summary>
internal enum RelayMessageType
{
    Reserve,
    Connect,
    Status,
}
