namespace Spacemesh.Libp2p.Addresses;

/// <summary>One component of a multiaddr: the protocol's code and the raw value (without a length).</summary>
public readonly record struct AddressPart(int Code, ReadOnlyMemory<byte> Value);
