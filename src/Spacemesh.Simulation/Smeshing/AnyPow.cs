using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Smeshing;

/// <summary>
/// Stands in for RandomX: every proof of work passes, none costs anything. The one check of PoST that a simulation leaves out; labels,
/// nonces and indices are computed and verified as on the network.
/// </summary>
internal sealed class AnyPow : IRandomX, IPowSource
{
    public RandomXMode Mode => RandomXMode.Light;

    public string Description => "none: any proof of work passes";

    public void Hash(ReadOnlySpan<byte> input, Span<byte> hash) => hash.Clear();

    public ValueTask<ulong> FindAsync(
        byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken) => ValueTask.FromResult(0UL);

    public void Dispose()
    {
        // Shared by all nodes.
    }
}
