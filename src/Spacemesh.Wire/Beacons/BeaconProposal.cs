using System.Runtime.InteropServices;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>A proposal for the beacon: the first bytes of a VRF proof (spec 01 §4.5, §7.10).</summary>
public readonly record struct BeaconProposal(Bytes4 Value) : IFixedBytes<BeaconProposal>
{
    public static int Size => Bytes4.Length;

    public static BeaconProposal FromBytes(ReadOnlySpan<byte> bytes) => new(new Bytes4(bytes));

    public static ReadOnlySpan<byte> Span(in BeaconProposal value) => MemoryMarshal.AsBytes(new ReadOnlySpan<BeaconProposal>(in value));

    public int CompareTo(BeaconProposal other) => Value.CompareTo(other.Value);

    public override string ToString() => Convert.ToHexStringLower(Span(in this));
}
