namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>Type byte of a yamux frame.</summary>
internal enum YamuxFrameType : byte
{
    Data = 0,
    WindowUpdate = 1,
    Ping = 2,
    GoAway = 3,
}
