using Spacemesh.Ports.Chain;

namespace Spacemesh.Ports.Events;

/// <summary>Sync came further, or went on to another phase; at most a few a second.</summary>
public sealed record SyncProgressed(SyncProgress Progress) : NodeEvent;
