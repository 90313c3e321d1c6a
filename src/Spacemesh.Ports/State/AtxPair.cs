using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Two ATXs that must not exist together.</summary>
public readonly record struct AtxPair(AtxId First, AtxId Second);
