using Spacemesh.Crypto.Signing;

namespace Spacemesh.Ports.Signing;

/// <summary>One signature among several that are asked for at once.</summary>
public readonly record struct SigningRequest(ISigner Signer, SigningDomain Domain, ReadOnlyMemory<byte> Message, SigningSlot Slot);
