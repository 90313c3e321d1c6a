namespace Spacemesh.Ports.Network;

/// <summary>A request that got no data: the peer is not connected, did not answer, answered with an error, or answered wrongly.</summary>
public sealed class PeerRequestException(PeerRequestFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public PeerRequestFailure Failure => failure;
}
