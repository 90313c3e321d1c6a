using Spacemesh.Codec;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Ports.State;

/// <summary>An ATX as it was received.</summary>
/// <param name="Version">Its layout.</param>
/// <param name="Bytes">The received bytes, never re-encoded.</param>
public readonly record struct AtxBlob(AtxVersion Version, ScaleBytes Bytes);
