using Spacemesh.Runtime;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>Always the middle: connection ages get no jitter.</summary>
internal sealed class FixedRandom : IRandomSource
{
    public void Fill(Span<byte> destination) => destination.Fill(0x80);

    public ulong NextUInt64() => 1UL << 63;

    public int Next(int exclusiveMaximum) => exclusiveMaximum / 2;

    public double NextDouble() => 0.5;
}
