using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Takes one blob; false ends the stream.</summary>
public delegate bool BlobReceiver(Hash32 key, ReadOnlySpan<byte> blob);
