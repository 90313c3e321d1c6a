namespace Spacemesh.Libp2p.Relay;

/// <summary>Limits of a relay; the defaults are the reference's (spec 08 §1.2).</summary>
public sealed record RelayServerOptions
{
    public int Reservations { get; init; } = 512;

    public TimeSpan ReservationTime { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Null for connections without limit.</summary>
    public RelayLimit? Limit { get; init; } = new(TimeSpan.FromMinutes(2), 131072);

    /// <summary>Circuits of one peer, either way.</summary>
    public int CircuitsPerPeer { get; init; } = 16;

    public int BufferSize { get; init; } = 2048;

    public int ReservationsPerPeer { get; init; } = 4;

    public int ReservationsPerAddress { get; init; } = 8;

    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
