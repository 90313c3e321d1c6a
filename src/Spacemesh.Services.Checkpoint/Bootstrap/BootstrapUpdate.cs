using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>What an update says of an epoch: its beacon, zero for none, and its active set in the document's order, empty for none.</summary>
public sealed record BootstrapUpdate(EpochId Epoch, Beacon Beacon, IReadOnlyList<AtxId> ActiveSet);
