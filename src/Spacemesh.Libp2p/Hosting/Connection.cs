using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>A secured and multiplexed connection with a peer.</summary>
public sealed class Connection
{
    private readonly TaskCompletionSource _identified = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Connection(IMultiplexer multiplexer, PublicKey remoteKey, Direction direction, Multiaddr local, Multiaddr remote, DateTimeOffset openedAt)
    {
        Multiplexer = multiplexer;
        RemoteKey = remoteKey;
        Peer = PeerId.Of(remoteKey);
        Direction = direction;
        LocalAddress = local;
        RemoteAddress = remote;
        OpenedAt = openedAt;
    }

    public PeerId Peer { get; }

    public PublicKey RemoteKey { get; }

    public Direction Direction { get; }

    public Multiaddr LocalAddress { get; }

    public Multiaddr RemoteAddress { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>Whether it runs through a relay that limits time and data.</summary>
    public bool IsLimited { get; internal init; }

    /// <summary>Whether it runs through a relay.</summary>
    public bool IsRelayed => RemoteAddress.IsCircuit || LocalAddress.IsCircuit;

    /// <summary>Whether it came from a hole punch.</summary>
    public bool IsHolePunched { get; internal init; }

    public int StreamCount => Multiplexer.StreamCount;

    public TimeSpan RoundTrip => Multiplexer.RoundTrip;

    /// <summary>Completes when the connection is over; never fails.</summary>
    public Task Closed => Multiplexer.Completion;

    /// <summary>Why it ended; null before, and after an orderly end.</summary>
    public Exception? Failure => Multiplexer.Failure;

    /// <summary>Completes when the peer's identification was read or could not be read; never fails.</summary>
    public Task Identified => _identified.Task;

    internal IMultiplexer Multiplexer { get; }

    public ValueTask CloseAsync() => Multiplexer.CloseAsync();

    /// <summary>Closes at once.</summary>
    public void Abort() => Multiplexer.Abort();

    internal void MarkIdentified() => _identified.TrySetResult();
}
