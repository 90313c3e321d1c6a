using Spacemesh.AtxsData;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Takes the ATXs of a warm-up one by one, under their publish epoch.</summary>
public delegate void AtxEntryReceiver(EpochId publishEpoch, in AtxEntry entry);
