using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>An active set made ahead of its epoch.</summary>
public sealed record PreparedActiveSet(Hash32 Id, ulong Weight, ScaleList<AtxId> Atxs);
