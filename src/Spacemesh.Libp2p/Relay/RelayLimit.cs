namespace Spacemesh.Libp2p.Relay;

/// <summary>What a relayed connection may use; null parts are not limited.</summary>
public sealed record RelayLimit(TimeSpan? Duration, ulong? Data);
