using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Metering;

/// <summary>For networks whose numbers nobody reads.</summary>
public sealed class SilentMeter : INetworkMeter
{
    private SilentMeter()
    {
    }

    public static SilentMeter Instance { get; } = new();

    public void Received(string topic, int bytes)
    {
    }

    public void Delivered(string topic, int bytes)
    {
    }

    public void Throttled(string topic)
    {
    }

    public void QueueFull(string topic)
    {
    }

    public void Asked(string protocol, PeerRequestFailure? failure, TimeSpan took)
    {
    }

    public void Accepted(string protocol)
    {
    }

    public void Dropped(string protocol)
    {
    }

    public void Waited(string protocol, TimeSpan took)
    {
    }

    public void Served(string protocol, bool succeeded, TimeSpan took)
    {
    }

    public void ObjectAsked(string hint, bool isFound, bool isEmpty)
    {
    }

    public void CertificateAsked()
    {
    }

    public void OpinionAsked()
    {
    }

    public void HintLookedUp(ObjectKind kind, bool isHinted)
    {
    }

    public void FetchFailed(ObjectKind kind)
    {
    }
}
